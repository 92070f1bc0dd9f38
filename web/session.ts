import { signal } from "@preact/signals";
import type { Me } from "../domain/people/people.ts";
import { call, onRefusal } from "./api/call.ts";
import { api, askAs } from "./api/client.ts";
import { forgetPeople, isSignOutOwed, rememberedPerson, setSignOutOwed, welcome } from "./device/device.ts";

export type SessionState =
  | { state: "loading" }
  | { state: "unreachable"; message: string }
  /** `notice` tells why, when it was not the person's own doing. */
  | { state: "out"; notice: string | null }
  | { state: "in"; me: Me };

/** The signed-in person. `in` starts from the server's answer or from the last visit; every later refusal can end it. */
export const session = signal<SessionState>({ state: "loading" });

/** Set when the server needs a newer app than this page. */
export const tooOld = signal(false);

/** Shows the desk of the last person to sign in here at once, also without a network; the server's answer follows. */
export async function loadSession(): Promise<void> {
  session.value = { state: "loading" };
  if (await isSignOutOwed()) {
    if (await endOwedSession()) session.value = { state: "out", notice: null };
    else session.value = { state: "out", notice: "You signed out without a connection. Connect to sign in again." };
    return;
  }
  const remembered = await rememberedPerson();
  if (remembered) await admit(remembered);
  await confirmSession();
}

/** Asks the server who is signed in. */
async function confirmSession(): Promise<void> {
  const answer = await call(api.auth.me.$get());
  // Signed out meanwhile: what was asked before no longer counts.
  if (session.peek().state === "out") return;
  if (answer.ok) await admit(answer.me);
  else if (answer.reason === "not_signed_in" || answer.reason === "suspended") {
    if (session.peek().state === "in") sessionEnded(answer.reason);
    else session.value = { state: "out", notice: answer.reason === "suspended" ? answer.message : null };
  } else if (session.peek().state === "loading") session.value = { state: "unreachable", message: answer.message };
}

export async function admit(me: Me): Promise<void> {
  await setSignOutOwed(false);
  await welcome(me);
  askAs(me.personId);
  const now = session.peek();
  // The same again would draw every screen anew.
  if (now.state === "in" && JSON.stringify(now.me) === JSON.stringify(me)) return;
  session.value = { state: "in", me };
}

/** Nothing of the person stays on the device. */
export async function signOut(): Promise<void> {
  await setSignOutOwed(true);
  session.value = { state: "out", notice: null };
  await forgetPeople();
  await endOwedSession();
}

/** A sign-out without a network ends the session at the server later. */
async function endOwedSession(): Promise<boolean> {
  const answer = await call(api.auth["sign-out"].$post());
  const isOver = answer.ok || answer.reason === "not_signed_in";
  if (isOver) await setSignOutOwed(false);
  return isOver;
}

if (typeof window !== "undefined")
  window.addEventListener("online", () => {
    const { state } = session.peek();
    if (state === "unreachable") void loadSession();
    else if (state === "in") void confirmSession();
    else if (state === "out") void isSignOutOwed().then((owed) => owed && endOwedSession());
  });

/** The server ended the session, in an answer or by closing the socket. */
export function sessionEnded(reason: string): void {
  if (session.peek().state !== "in") return;
  session.value = {
    state: "out",
    notice:
      reason === "suspended"
        ? "Your account has been suspended. Ask an admin of your organization about it."
        : "You have been signed out. Sign in again. What you typed is kept on this device.",
  };
}

onRefusal(({ reason }) => {
  if (reason === "not_signed_in" || reason === "suspended") sessionEnded(reason);
  if (reason === "too_old") tooOld.value = true;
});
