import { signal } from "@preact/signals";
import { effect } from "@preact/signals";
import { describe, expect, test } from "vitest";
import { CAMPAIGN, NO_COUNTS, sampleCampaign, sampleContact, sampleText } from "./desk-samples.ts";
import { createTappedDesk } from "./tapped.ts";
import { createDeskStore } from "./store.ts";
import type { DeskChanges } from "./store.ts";

const nothing: DeskChanges = { seq: 0, items: [], states: [], gone: [], campaigns: [] };

describe("a contact", () => {
  test("with a higher version wins, whichever came last", () => {
    const store = createDeskStore();
    store.put(sampleContact(1, { version: 5, firstName: "new" }));
    store.put(sampleContact(1, { version: 4, firstName: "old" }));
    expect(store.contact(`${CAMPAIGN}.0.1`).value?.firstName).toBe("new");
  });

  test("that left the desk is not brought back by an answer that was under way", () => {
    const store = createDeskStore();
    const item = sampleContact(1, { version: 5 });
    store.put(item);
    store.apply({ ...nothing, seq: 1, gone: [item.contactId] });
    store.put(item);
    expect(store.contact(item.contactId).value).toBeNull();
  });

  test("that left comes back when it is assigned again", () => {
    const store = createDeskStore();
    store.put(sampleContact(1, { version: 5 }));
    store.apply({ ...nothing, gone: [`${CAMPAIGN}.0.1`] });
    store.put(sampleContact(1, { version: 6 }));
    expect(store.contact(`${CAMPAIGN}.0.1`).value?.version).toBe(6);
  });

  test("notifies only those that watch it, and at once", () => {
    const store = createDeskStore();
    const seen: (number | undefined)[] = [];
    const end = effect(() => void seen.push(store.contact(`${CAMPAIGN}.0.1`).value?.version));
    store.put(sampleContact(2));
    store.put(sampleContact(1, { version: 3 }));
    end();
    expect(seen).toEqual([undefined, 3]);
  });
});

describe("delivery reports", () => {
  test("never move a text back", () => {
    const store = createDeskStore();
    const item = sampleContact(1, { status: "messaged", messages: [sampleText("m1", { sendStatus: "SENT" })] });
    store.put(item);
    const state = { contactId: item.contactId, messageId: "m1", errorCode: null };
    store.apply({ ...nothing, states: [{ ...state, sendStatus: "DELIVERED" }] });
    store.apply({ ...nothing, states: [{ ...state, sendStatus: "SENT" }] });
    store.put({ ...item, version: 2 });
    expect(store.contact(item.contactId).value?.messages[0]?.sendStatus).toBe("DELIVERED");
  });

  test("that come before their contact wait for it", () => {
    const store = createDeskStore();
    const item = sampleContact(1, { messages: [sampleText("m1")] });
    const state = { contactId: item.contactId, messageId: "m1", sendStatus: "ERROR", errorCode: 30005 } as const;
    store.apply({ ...nothing, states: [state] });
    store.put(item);
    expect(store.contact(item.contactId).value?.messages[0]).toMatchObject({ sendStatus: "ERROR", errorCode: 30005 });
  });

  test("a text of unknown outcome that is tried again shows that", () => {
    const store = createDeskStore();
    const item = sampleContact(1, { messages: [sampleText("m1", { sendStatus: "UNKNOWN" })] });
    store.put(item);
    const state = { contactId: item.contactId, messageId: "m1", sendStatus: "SENDING", errorCode: null } as const;
    store.apply({ ...nothing, states: [state] });
    expect(store.contact(item.contactId).value?.messages[0]?.sendStatus).toBe("SENDING");
  });
});

describe("the stream of changes", () => {
  test("its number only grows, whatever order polls and frames arrive in", () => {
    const store = createDeskStore();
    store.startAt(3);
    store.apply({ ...nothing, seq: 9 });
    store.apply({ ...nothing, seq: 7 });
    expect(store.seq()).toBe(9);
  });

  test("replaces the campaigns that it names and leaves the others", () => {
    const store = createDeskStore();
    store.setCampaigns([sampleCampaign(), sampleCampaign({ campaignId: "c2", title: "Other" })]);
    store.apply({ ...nothing, campaigns: [sampleCampaign({ paused: true })] });
    store.setCounts("c2", { ...NO_COUNTS, waiting: 2 });
    expect(store.campaigns.value.get(CAMPAIGN)?.paused).toBe(true);
    expect(store.campaigns.value.get("c2")).toMatchObject({ title: "Other", counts: { waiting: 2 } });
  });
});

test("the contact who waits longest is first; the others are ordered by the latest message", () => {
  const store = createDeskStore();
  for (const [n, status] of [
    [1, "needsResponse"],
    [2, "needsResponse"],
    [3, "convo"],
    [4, "messaged"],
  ] as const)
    store.put(sampleContact(n, { status, lastAt: n }));
  store.put(sampleContact(5));
  const names = (filter: "waiting" | "open") =>
    createTappedDesk(store, signal([]))
      .conversations(CAMPAIGN, filter)
      .map((each) => each.lastAt);
  expect(names("waiting")).toEqual([1, 2]);
  expect(names("open")).toEqual([4, 3]);
});
