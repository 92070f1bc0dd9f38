import { expect, test } from "vitest";
import { leftOff } from "../../../../domain/messages/conversation-labels.ts";
import { memoryKeep } from "../../../device/keep.ts";
import { labelName } from "../known-names.ts";
import { createLeftOff } from "./left-off.ts";
import { keptTap } from "../../desk/tap.ts";

const CAMPAIGN = "c000000000000001";
const text = keptTap(
  {
    op: "send",
    params: { contactId: `${CAMPAIGN}.1.1`, messageId: "message-1", body: "Hi", initial: false, lastSeenId: null },
  },
  CAMPAIGN,
  1,
);

test("labels that were left off are kept by name over a reload until they are dismissed, one entry for each reason", () => {
  const keep = memoryKeep();
  const names: Record<string, string> = { l1: "Needs a ride" };
  const labels = createLeftOff(keep, (id) => names[id] ?? null);
  labels.add(text, [...leftOff("label_deleted", ["l1", "l2"]), ...leftOff("too_many_labels", ["l1"])]);
  // The answer came twice.
  labels.add(text, leftOff("label_deleted", ["l1", "l2"]));
  delete names["l1"];
  const again = createLeftOff(keep, () => null);
  expect(again.all.value).toMatchObject([
    { op: "send", contactId: `${CAMPAIGN}.1.1`, reason: "label_deleted", names: ["Needs a ride", null] },
    { reason: "too_many_labels", names: ["Needs a ride"] },
  ]);
  again.dismiss(again.all.value.map(({ id }) => id));
  expect(again.all.value).toEqual([]);
  expect(createLeftOff(keep, () => null).all.value).toEqual([]);
});

test("a deleted label keeps its name on this device", () => {
  const keep = memoryKeep([
    ["labels", JSON.stringify([{ labelId: "l2", name: "Spanish" }])],
    ["formerLabels", JSON.stringify([{ labelId: "l1", name: "Needs a ride" }])],
  ]);
  const reader = { me: { personId: "p1" }, keep };
  expect(["l1", "l2", "l3"].map((id) => labelName(reader, id))).toEqual(["Needs a ride", "Spanish", null]);
});
