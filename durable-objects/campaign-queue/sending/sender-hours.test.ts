/** What a queue counts of its sending numbers (docs/rules.md#numbers-health). */
import { expect, test } from "vitest";
import type { SenderHour } from "../../../domain/numbers/number-health.ts";
import { accepted, ANA, queueWorld } from "../../testing/queue-world.ts";
import { receive, report } from "../conversations/inbound.ts";
import { recordSenderHours } from "./sender-hours.ts";

const ONE = "+16175550101";
const TWO = "+16175550102";
const HOUR = 3_600_000;

/** Five texts, contacts 1 to 3 from the first number, 4 and 5 from the second. */
function texted() {
  const world = queueWorld({ contacts: 5 });
  for (const n of world.lease(ANA, 5)) world.send(n);
  world.wave(({ n }) => ({ ...accepted(), from: n <= 3 ? ONE : TWO }) as ReturnType<typeof accepted>);
  const ends = (n: number, status: "DELIVERED" | "ERROR", errorCode: number | null = null) => {
    const { id: messageId, sid } = world.sent(n)[0]!;
    const from = n <= 3 ? ONE : TWO;
    world.store.block((change) => report(world.store, change, { n, messageId, sid: sid!, status, errorCode, from }));
  };
  const recorded = () => {
    world.events.length = 0;
    recordSenderHours(world.store);
    return world.events.flatMap((event) => (event.kind === "sender_hour" ? [event.payload] : []));
  };
  return Object.assign(world, { ends, recorded });
}

const sums = ({ sender, texts, delivered, failed, filtered, refused, optOuts }: SenderHour) => [
  sender,
  [texts, delivered, failed, filtered, refused, optOuts],
];

test("delivered, filtered, refused and lost texts count for their number; bad numbers do not", () => {
  const world = texted();
  world.ends(1, "DELIVERED");
  world.ends(2, "ERROR", 30007);
  world.ends(3, "ERROR", 30006);
  world.ends(4, "ERROR", 30034);
  expect(world.recorded().map(sums)).toEqual([
    [ONE, [3, 1, 1, 1, 0, 0]],
    [TWO, [2, 0, 1, 0, 1, 0]],
  ]);
});

test("only what has changed is recorded again, also by the next life", () => {
  const world = texted();
  expect(world.recorded()).toHaveLength(2);
  expect(world.recorded()).toEqual([]);
  world.restart();
  expect(world.recorded()).toEqual([]);
  world.ends(5, "DELIVERED");
  expect(world.recorded().map(sums)).toEqual([[TWO, [2, 1, 0, 0, 0, 0]]]);
});

test("an opt-out counts for the number that it was sent to, in its hour", () => {
  const world = texted();
  world.recorded();
  world.clock.now += HOUR;
  const stop = { n: 2, sid: "SM-stop", body: "STOP", carrierAnswered: true, to: ONE };
  world.store.block((change) => receive(world.store, change, stop));
  expect(world.recorded().map(sums)).toEqual([[ONE, [0, 0, 0, 0, 0, 1]]]);
});

test("hours before the last day are not looked at", () => {
  const world = texted();
  world.recorded();
  world.clock.now += 25 * HOUR;
  world.ends(1, "ERROR", 30007);
  expect(world.recorded()).toEqual([]);
  expect(world.sql.all("SELECT * FROM sender_hours")).toEqual([]);
});

test("names the Messaging Service by which a number texted", () => {
  const world = texted();
  expect(new Set(world.recorded().map(({ service }) => service))).toEqual(
    new Set([world.store.configured.messagingServiceSid]),
  );
});
