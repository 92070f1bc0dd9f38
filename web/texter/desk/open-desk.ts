import { effect, signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Me } from "../../../domain/people/people.ts";
import { personData } from "../../device/device.ts";
import { session } from "../../session.ts";
import { waitingCount } from "../../ui/screen.tsx";
import { openDesk } from "./desk.ts";
import type { DeskClient } from "./desk.ts";
import { teamWaiting } from "../home/new-for-you.ts";

/** A signal, because the page's title follows it. */
const shown = signal<DeskClient | null>(null);

/** The desk of the signed-in person. It stays open on other screens, and closes when the session ends. */
export function deskFor(me: Me): DeskClient {
  const before = shown.peek();
  if (before?.me.personId === me.personId) return before;
  before?.close();
  const desk = openDesk(me, personData(me.personId));
  shown.value = desk;
  void desk.load();
  return desk;
}

/** For the texter's screens, which are shown to signed-in people only. A screen keeps its desk while it is left. */
export function useDesk(): DeskClient {
  const [desk] = useState(() => {
    const now = session.peek();
    if (now.state !== "in") throw new Error("a texter's screen was shown without a session");
    return deskFor(now.me);
  });
  return desk;
}

export function reloadDesk(): void {
  void shown.peek()?.load();
}

effect(() => {
  const campaigns = [...(shown.value?.store.campaigns.value.values() ?? [])];
  const forTeams = campaigns.reduce((sum, campaign) => sum + teamWaiting(campaign), 0);
  const direct = shown.value?.store.direct.value?.threads.filter(({ unread }) => unread > 0).length ?? 0;
  waitingCount.value = direct + (shown.value?.tapped.waiting.value ?? 0) + forTeams;
});

effect(() => {
  if (session.value.state !== "out") return;
  shown.peek()?.close();
  shown.value = null;
});
