import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeskCopyChange } from "../../device/person-data.ts";
import { memoryKeep } from "../../device/keep.ts";
import { keepDeskCopy, restoreDesk } from "./desk-copy.ts";
import { CAMPAIGN, sampleCampaign, sampleContact, sampleText } from "./desk-samples.ts";
import { createRefused } from "./refused.ts";
import { createDeskStore } from "./store.ts";
import { keptTap } from "./tap.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function copied() {
  const store = createDeskStore();
  const saved: DeskCopyChange[] = [];
  const copy = keepDeskCopy(store, { save: async (change) => void saved.push(change), syncedAtMs: () => 5 });
  return { store, saved, copy };
}

test("a copy has the contacts that changed, those that left, and the number of the change that they contain", async () => {
  const { store, saved } = copied();
  store.setCampaigns([sampleCampaign()]);
  store.apply({ seq: 7, items: [sampleContact(1), sampleContact(2)], gone: [], campaigns: [] });
  store.apply({ seq: 8, items: [], gone: [`${CAMPAIGN}.0.2`], campaigns: [] });
  await vi.advanceTimersByTimeAsync(300);
  expect(saved).toMatchObject([
    { seq: 8, syncedAtMs: 5, put: [{ contactId: `${CAMPAIGN}.0.1` }], gone: [`${CAMPAIGN}.0.2`] },
  ]);
  store.put(sampleContact(3));
  await vi.advanceTimersByTimeAsync(300);
  expect(saved.at(-1)).toMatchObject({ put: [{ contactId: `${CAMPAIGN}.0.3` }], gone: [] });
});

test("a page that goes away saves at once what it had not", () => {
  const { store, saved, copy } = copied();
  copy.flushNow();
  expect(saved).toEqual([]);
  store.put(sampleContact(1));
  copy.flushNow();
  expect(saved).toHaveLength(1);
});

test("after the person has gone nothing is saved any more", async () => {
  const { store, saved, copy } = copied();
  store.put(sampleContact(1));
  copy.stop();
  await vi.advanceTimersByTimeAsync(1000);
  expect(saved).toEqual([]);
});

test("the desk of the last visit is shown as it was, and goes on from its last change", () => {
  const store = createDeskStore();
  const contacts = [sampleContact(1, { status: "needsResponse", messages: [sampleText("m1")] })];
  const saved = { seq: 41, syncedAtMs: 1000, campaigns: [sampleCampaign()], requests: null, contacts };
  expect(restoreDesk(store, saved, 2000)).toBe("fresh");
  expect([store.seq(), store.ofCampaign(CAMPAIGN), store.campaigns.value.size]).toEqual([41, contacts, 1]);
  expect(store.takeChanged()).toEqual({ put: [], gone: [] });
  // The inbox remembers only for a while who left.
  expect(restoreDesk(createDeskStore(), saved, 1000 + 13 * 3_600_000)).toBe("old");
  expect(restoreDesk(createDeskStore(), null, 0)).toBe("none");
});

test("a refusal is there after a reload, until somebody has dealt with it", () => {
  const keep = memoryKeep();
  const tap = keptTap({ op: "close", params: { contactId: `${CAMPAIGN}.0.1`, lastSeenId: null } }, CAMPAIGN, 1);
  createRefused(keep).add(tap, { ok: false, reason: "conversation_moved", message: "Read it", item: sampleContact(1) });
  const later = createRefused(keep);
  expect(later.all.value).toMatchObject([{ tap: { id: tap.id }, refusal: { message: "Read it" } }]);
  later.dismiss(tap.id);
  expect([later.all.value, createRefused(keep).all.value]).toEqual([[], []]);
});
