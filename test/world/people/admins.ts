/** What admins do while texters text; each of it again and again until the load is over. Answers are kept for the oracles. */
import type { ApiClient } from "../../../tools/demo/api-client.ts";
import type { AssignmentsAnswer } from "../../../domain/assignment/assignments.ts";
import type { Person } from "../../../domain/people/people.ts";
import type { Role } from "../../../domain/statuses.ts";
import { uploadRows } from "./campaign.ts";
import type { MadeCampaign } from "./campaign.ts";
import type { Halt, NumberFighter, WorldLoad } from "./load.ts";
import { sleep } from "./sleep.ts";

/** Every admin action that lasts repeats until its answer is known, or the load is over. */
async function untilAnswered<T>(play: WorldLoad, ask: () => Promise<T>): Promise<T | null> {
  while (!play.stopped()) {
    try {
      return await ask();
    } catch {
      await sleep(200);
    }
  }
  return null;
}

export async function everyNow(play: NumberFighter, ms: number, act: (n: number) => Promise<void>): Promise<void> {
  for (let n = 1; !play.stopped(); n += 1) {
    // A small play is soon over: something may happen at once.
    const least = n === 1 && play.plan.size === "small" ? 0 : 0.3;
    await play.pause(ms * (least + play.random() * 1.4));
    if (!play.stopped()) await act(n);
  }
}

/** As a person would: a suspension counts from its confirmed answer until somebody asks for its end. */
export async function suspendAndLift(
  play: WorldLoad,
  { admin }: MadeCampaign,
  emails: readonly string[],
): Promise<void> {
  await everyNow(play, 4_000, async () => {
    const email = play.pick(emails);
    if (!(await give(play, admin, email, "SUSPENDED"))) return;
    const suspension = { email, fromMs: Date.now(), untilMs: Infinity };
    play.suspensions.push(suspension);
    await play.pause(6_000 * play.random());
    suspension.untilMs = Date.now();
    await give(play, admin, email, play.random() < 0.5 ? "TEXTER" : "VETTED_TEXTER");
  });
}

/** In force when the answer, or the list of people, says so. Goes on after the load, so that nobody stays suspended. */
export async function give(play: WorldLoad, admin: ApiClient, email: string, role: Role): Promise<boolean> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (play.stopped() && role === "SUSPENDED") return false;
    try {
      const list = await admin.get<{ ok: true; people: Person[] }>("/api/admin/people");
      const person = list.ok && list.people.find((each) => each.email === email);
      if (person && person.role === role && !person.roleUnderWay) return true;
      if (person && person.role !== role) {
        type Changed = { ok: true; underWay: boolean };
        const changed = await admin.patch<Changed>(`/api/admin/people/${person.personId}`, { role });
        if (changed.ok && !changed.underWay) return true;
      }
    } catch {
      // Repeated below.
    }
    await sleep(1_000);
  }
  return false;
}

/** Everything else that is copied to objects. */
export async function authorThings(play: WorldLoad, { admin, campaignId }: MadeCampaign): Promise<void> {
  const settings = (json: object) => admin.patch("/api/admin/settings", json);
  const campaign = (what: string, json: object) => admin.post(`/api/admin/campaigns/${campaignId}/${what}`, json);
  const changes: ((n: number) => Promise<unknown>)[] = [
    (n) => settings({ trust: { fromRole: null, afterTexts: n } }),
    (n) => settings({ sending: { numbers: 1 + (n % 300), segmentsPerSecond: 900, segmentsPerDay: null } }),
    (n) => admin.post("/api/admin/teams", { title: `Team ${n}`, color: "blue", priority: 1 + (n % 900) }),
    (n) => campaign("due-date", { dueDate: `2099-${10 + (n % 3)}-${10 + (n % 20)}` }),
    (n) => campaign("policy", { releaseAfterMinutes: 60 + (n % 500) }),
    (n) => admin.post("/api/admin/labels", { name: `Label ${n}` }),
  ];
  await everyNow(
    play,
    2_500,
    async (n) =>
      void (await play
        .pick(changes)(n)
        .catch(() => null)),
  );
}

/** What ends a halt, and what begins it. */
const HALTS = {
  pause: { begin: { paused: true }, end: { paused: false } },
  initials: { begin: { status: "CLOSED_FOR_INITIAL_SENDS", openSeen: true }, end: { status: "ACTIVE" } },
  closed: { begin: { status: "CLOSED", openSeen: true }, end: { status: "ACTIVE" } },
} as const;

/** Longest of the others. */
const HALT_MS = 5_000;
const SMALL_HALT_MS = 3_000;

/** Longest halt that waits for the end of the texting hours. */
const MOST_WAITING_MS = 12 * 60_000;

/** Pauses and resumes, closes for first texts or altogether, and opens again. */
export async function changeStates(play: WorldLoad, { admin, campaignId }: MadeCampaign): Promise<void> {
  const status = (json: object) =>
    untilAnswered(play, () =>
      admin.post<{ ok: true; spread?: unknown }>(`/api/admin/campaigns/${campaignId}/status`, json),
    );
  await everyNow(play, 4_000, async () => {
    const isPause = play.has("pauses") && (!play.has("closings") || play.random() < 0.6);
    const kind = isPause ? "pause" : play.pick(["initials", "closed"] as const);
    const answer = await status(HALTS[kind].begin);
    const halt: Halt = { kind, fromMs: Infinity, untilMs: Infinity };
    if (play.isEverywhere(answer)) halt.fromMs = Date.now();
    play.halts.push(halt);
    await sleep(haltedMs(play, kind));
    halt.untilMs = Date.now();
    await status(HALTS[kind].end);
  });
  await openAgain({ admin, campaignId });
}

/** Some pauses end with the texting hours, so that texts which waited meet their end. */
function haltedMs({ plan, random }: WorldLoad, kind: Halt["kind"]): number {
  const leftMs = plan.endMs === null ? Infinity : plan.endMs - Date.now();
  const isLong = kind === "pause" && random() < 0.3;
  if (isLong && leftMs > 0 && leftMs < MOST_WAITING_MS) return leftMs + 5_000 * (random() - 0.7);
  return (plan.size === "small" ? SMALL_HALT_MS : HALT_MS) * random();
}

async function openAgain({ admin, campaignId }: Pick<MadeCampaign, "admin" | "campaignId">): Promise<void> {
  const path = `/api/admin/campaigns/${campaignId}/status`;
  for (const json of [{ status: "ACTIVE" }, { paused: false }]) {
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await admin.post(path, json).catch(() => null))?.ok) break;
      await sleep(1_000);
    }
  }
}

export async function importMore(play: WorldLoad, { admin, campaignId, later }: MadeCampaign): Promise<void> {
  if (later === "") return;
  await play.pause(5_000 * play.random());
  await uploadRows(admin, campaignId, later).catch(() => null);
}

/** Takes unsent contacts back, and hands conversations to others. */
export async function reassignNow(play: WorldLoad, { admin, campaignId }: MadeCampaign): Promise<void> {
  const path = `/api/admin/campaigns/${campaignId}/assignments`;
  await everyNow(play, 6_000, async (n) => {
    const shown = await admin.get<AssignmentsAnswer>(path).catch(() => null);
    const people = shown?.ok ? shown.texters.map(({ personId }) => personId) : [];
    const from = people[n % Math.max(1, people.length)];
    const to = people[(n + 1) % Math.max(1, people.length)];
    if (from === undefined || to === undefined) return;
    if (n % 2 === 0) await admin.post(`${path}/release`, { personId: from }).catch(() => null);
    else await admin.post(`${path}/reassign`, { requestId: crypto.randomUUID(), from, to: [to] }).catch(() => null);
  });
}

/** Saves and publishes other words of the first text. */
export async function editScripts(play: WorldLoad, { admin, campaignId }: MadeCampaign): Promise<void> {
  const path = `/api/admin/campaigns/${campaignId}/script`;
  await everyNow(play, 9_000, async (n) => {
    const read = await admin.get<{ ok: true; draft: { revision: number } }>(path).catch(() => null);
    if (!read?.ok) return;
    const steps = [{ id: "first", texts: [`Hi {firstName}, no. ${n}. STOP to opt out`], question: "", answers: [] }];
    const script = { rootStepId: "first", steps };
    const saved = await admin
      .put<{ ok: true; draft: { revision: number } }>(path, { baseRevision: read.draft.revision, script })
      .catch(() => null);
    if (saved?.ok) await admin.post(`${path}/publish`, { revision: saved.draft.revision }).catch(() => null);
  });
}
