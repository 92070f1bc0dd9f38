import { signal } from "@preact/signals";
import type { Me } from "../domain/people/people.ts";
import { call, onRefusal } from "./api/call.ts";
import { api } from "./api/client.ts";

export type SessionState =
  | { state: "loading" }
  | { state: "unreachable"; message: string }
  /** `notice` tells why, when it was not the person's own doing. */
  | { state: "out"; notice: string | null }
  | { state: "in"; me: Me };

/** The signed-in person; `in` starts from the server's answer, and every later refusal can end it. */
export const session = signal<SessionState>({ state: "loading" });

/** Set when the server needs a newer app than this page. */
export const tooOld = signal(false);

export async function loadSession(): Promise<void> {
  session.value = { state: "loading" };
  const answer = await call(api.auth.me.$get());
  if (answer.ok) session.value = { state: "in", me: answer.me };
  else if (answer.reason === "not_signed_in" || answer.reason === "suspended")
    session.value = { state: "out", notice: answer.reason === "suspended" ? answer.message : null };
  else session.value = { state: "unreachable", message: answer.message };
}

export function admit(me: Me): void {
  session.value = { state: "in", me };
}

export async function signOut(): Promise<void> {
  await call(api.auth["sign-out"].$post());
  session.value = { state: "out", notice: null };
}

/** The server ended the session, in an answer or by closing the socket. */
export function sessionEnded(reason: string): void {
  if (session.peek().state !== "in") return;
  session.value = {
    state: "out",
    notice:
      reason === "suspended"
        ? "Your access was suspended. Ask an admin of your organization about it."
        : "You were signed out. Sign in again; what you typed is kept on this device.",
  };
}

onRefusal(({ reason }) => {
  if (reason === "not_signed_in" || reason === "suspended") sessionEnded(reason);
  if (reason === "too_old") tooOld.value = true;
});
