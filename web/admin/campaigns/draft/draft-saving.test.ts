import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../../../domain/assignment/assignment-policy.ts";
import type { CampaignDetail, Draft } from "../../../../domain/campaigns/campaign.ts";
import { refuse, refuseFields } from "../../../../domain/outcome.ts";
import type { Refusal } from "../../../../domain/outcome.ts";
import { shortTime } from "../../../ui/time/time.ts";
import { createDraftSaving } from "./draft-saving.ts";

const DRAFT: Draft = {
  title: "Vote",
  description: "",
  dueDate: "",
  script: null,
  window: { zone: "America/New_York", startHour: 9, endHour: 21 },
  batchSize: 300,
  firstTextEditable: false,
  allowTestNumbers: false,
  policy: DEFAULT_POLICY,
};
// Sections read nothing else of it.
const campaign = { ...DRAFT, campaignId: "c1", revision: 4 } as CampaignDetail;

/** A server that takes a change made from its own revision, unless it is told to refuse it. */
function open(refusals: (Refusal | null)[] = []) {
  const server = { ...campaign };
  const sent: Record<string, unknown>[] = [];
  const saving = createDraftSaving(campaign, async ({ revision, ...change }) => {
    await Promise.resolve();
    const refusal = refusals.shift();
    if (refusal) return refusal;
    if (revision !== server.revision) return refuse("conflict", "Somebody else has changed it.");
    sent.push(change);
    Object.assign(server, change, { revision: revision + 1 });
    return { ok: true, campaign: { ...server } };
  });
  return { saving, sent, server };
}

test("a section saves its own fields, and leaves those of others unsaved", async () => {
  const { saving, sent } = open();
  saving.change({ title: "Vote!", batchSize: 50 });
  expect([saving.isChanged("basics"), saving.isChanged("more"), saving.isChanged("hours")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await saving.save("basics")).toMatchObject({ ok: true });
  expect(sent).toEqual([{ title: "Vote!" }]);
  expect([saving.isChanged("basics"), saving.isChanged("more")]).toEqual([false, true]);
  expect(saving.draft.value).toMatchObject({ title: "Vote!", batchSize: 50 });
});

test("two sections that are saved at once are saved one after the other", async () => {
  const { saving, sent } = open();
  saving.change({ title: "Vote!", batchSize: 50 });
  const answers = await Promise.all([saving.save("basics"), saving.save("more")]);
  expect(answers).toMatchObject([{ ok: true }, { ok: true }]);
  expect(sent).toEqual([{ title: "Vote!" }, { batchSize: 50 }]);
});

test("what is typed during a save stays unsaved", async () => {
  const { saving, server } = open();
  saving.change({ title: "Vote!" });
  const first = saving.save("basics");
  await Promise.resolve();
  saving.change({ title: "Vote now!" });
  await first;
  expect(saving.isChanged("basics")).toBe(true);
  expect(saving.draft.value.title).toBe("Vote now!");
  await saving.save("basics");
  expect(server.title).toBe("Vote now!");
});

test("a value that is typed back is no change, and is not sent", async () => {
  const { saving, sent } = open();
  saving.change({ window: { ...DRAFT.window, startHour: 10 } });
  saving.change({ window: { ...DRAFT.window } });
  expect(saving.isChanged("hours")).toBe(false);
  expect(await saving.save("hours")).toEqual({ ok: true });
  expect(sent).toEqual([]);
});

test("a refusal stays with its section until that is changed, and stops the others", async () => {
  const refusal = refuseFields("bad_request", { title: "Use at most 200 characters." });
  const { saving, sent } = open([refusal]);
  saving.change({ title: "x", batchSize: 50 });
  expect(await saving.saveAll()).toBe(false);
  expect(saving.outcome("basics").value).toBe(refusal);
  expect(saving.outcome("more").value).toBeNull();
  expect(sent).toEqual([]);
  saving.change({ batchSize: 60 });
  expect(saving.outcome("basics").value).toBe(refusal);
  saving.change({ title: "y" });
  expect(saving.outcome("basics").value).toBeNull();
  expect(await saving.saveAll()).toBe(true);
  expect(sent).toEqual([{ title: "y" }, { batchSize: 60 }]);
});

test("what was read before the last save does not replace it, and what is newer does", async () => {
  const { saving, server } = open();
  saving.change({ title: "Vote!" });
  await saving.save("basics");
  saving.take(campaign);
  expect(saving.draft.value.title).toBe("Vote!");
  saving.take({ ...server, title: "By another admin", revision: 9 });
  expect(saving.draft.value.title).toBe("By another admin");
});

test("somebody else's save is named with its time, and what was typed is kept until it is decided", async () => {
  const at = new Date();
  const theirs = { ...campaign, revision: 9, title: "Theirs", description: "by Bo" };
  const conflict = (): Refusal => {
    const more = { revision: 9, scriptRevision: 1, theirs, savedBy: { personId: "p1", name: "Bo Day" } };
    return { ...refuse("conflict", "for programs"), ...more, savedAt: at.toISOString() } as Refusal;
  };
  const { saving, sent, server } = open([conflict(), conflict()]);
  Object.assign(server, theirs);
  saving.change({ title: "Mine", batchSize: 50 });
  const told = await saving.save("basics");
  expect(told).toMatchObject({
    reason: "conflict",
    message: expect.stringContaining("Bo Day has saved this campaign"),
  });
  expect(told).toMatchObject({ message: expect.stringContaining(shortTime(at.getTime(), Date.now())) });
  expect(saving.draft.value).toMatchObject({ title: "Mine", batchSize: 50 });
  saving.keepMine();
  expect(saving.outcome("basics").value).toBeNull();
  expect(saving.draft.value).toMatchObject({ title: "Mine", description: "by Bo", batchSize: 50 });
  expect(saving.isChanged("basics")).toBe(true);

  await saving.save("basics");
  saving.takeTheirs("basics");
  expect(saving.draft.value).toMatchObject({ title: "Theirs", description: "by Bo", batchSize: 50 });
  expect([saving.isChanged("basics"), saving.isChanged("more")]).toEqual([false, true]);
  expect(await saving.save("more")).toMatchObject({ ok: true });
  expect(sent).toEqual([{ batchSize: 50 }]);
});
