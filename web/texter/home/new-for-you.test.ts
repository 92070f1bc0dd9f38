import { expect, test } from "vitest";
import type { ThreadMessage } from "../../../domain/texter-app/texter.ts";
import { memoryKeep } from "../../device/keep.ts";
import { CAMPAIGN, sampleCampaign, sampleContact, sampleText } from "../desk/desk-samples.ts";
import { createNewForYou, isHandedOver, teamWaiting } from "./new-for-you.ts";
import { createDeskStore } from "../desk/store.ts";

const others = sampleText("m1", { by: "other" });
const inbound = sampleText("m2", { direction: "in", sendStatus: null });
const automatic = sampleText("m3", { by: "automatic" });
const own = sampleText("m4");

test("a conversation is handed over while only others have texted in it", () => {
  const over = (...messages: ThreadMessage[]) => isHandedOver(sampleContact(1, { messages }));
  expect(over()).toBe(false);
  expect(over(inbound, automatic)).toBe(false);
  expect(over(own, inbound)).toBe(false);
  expect(over(others, inbound, automatic)).toBe(true);
  expect(over(others, inbound, own)).toBe(false);
});

test("it is new until it is opened on this device, over a reload, and again when it leaves and comes back", () => {
  const store = createDeskStore();
  const keep = memoryKeep();
  const given = (n: number, version = 1) =>
    sampleContact(n, { version, status: "needsResponse", messages: [others, inbound] });
  const newOnes = createNewForYou(store, keep);
  for (const n of [1, 2]) store.put(given(n));
  store.put(sampleContact(3, { status: "needsResponse", messages: [own, inbound] }));
  expect(newOnes.count(CAMPAIGN)).toBe(2);
  newOnes.open(given(1));
  expect([newOnes.isNew(given(1)), newOnes.isNew(given(2))]).toEqual([false, true]);
  expect(createNewForYou(store, keep).count(CAMPAIGN)).toBe(1);
  store.leave(given(1).contactId);
  newOnes.open(given(2));
  store.put(given(1, 5));
  expect(newOnes.isNew(given(1, 5))).toBe(true);
  expect(newOnes.isNew({ ...given(4), status: "closed" })).toBe(false);
});

test("conversations for the team count where texters may take them", () => {
  const waiting = (changes: Parameters<typeof sampleCampaign>[0]) =>
    teamWaiting(sampleCampaign({ teamWaiting: 2, ...changes }));
  expect(waiting({})).toBe(2);
  expect(waiting({ sharing: "by_request" })).toBe(2);
  expect(waiting({ sharing: "static" })).toBe(0);
  expect(waiting({ status: "CLOSED" })).toBe(0);
  expect(teamWaiting(sampleCampaign())).toBe(0);
});
