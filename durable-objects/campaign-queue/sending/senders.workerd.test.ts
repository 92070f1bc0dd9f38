/** The number that a contact knows, on real objects: from the carrier's webhooks to its ledger. */
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { DEMO_ACCOUNT } from "../../../twilio/emulator/settings.ts";
import {
  afterTest,
  cells,
  contactTexts,
  control,
  deliverAll,
  itemOnDesk,
  keptCallbacks,
  ledger,
  queueNumbers,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";

const [OURS = "", ...OTHERS] = DEMO_ACCOUNT.numbers;
const service = (numbers: readonly string[]) => control(`/services/${DEMO_ACCOUNT.serviceSid}`, { numbers }, "PUT");

beforeAll(withoutWaiting);
afterEach(async () => {
  await service(DEMO_ACCOUNT.numbers);
  await afterTest();
});

test("a contact keeps the number they were texted from, until the number has left the service", async () => {
  const [cell = ""] = cells(225, 1);
  const running = await runningCampaign([cell]);
  const { texter } = running;
  const senders = async (count: number) => {
    await vi.waitUntil(async () => (await ledger([cell])).length === count, WAIT);
    return (await ledger([cell])).map(({ from }) => from);
  };
  // All the service has at first; later the carrier would choose another one.
  await service([OURS]);
  const [item] = await take(running, 1);
  await sendText(texter, item!);
  expect(await senders(1)).toEqual([OURS]);
  await service([...OTHERS, OURS]);
  const reply = async () => sendText(texter, await itemOnDesk(texter, item!.contactId));

  // Known by the delivery report alone.
  await deliverAll();
  await reply();
  expect((await senders(2)).at(-1)).toBe(OURS);
  await deliverAll(await contactTexts(running.orgId, cell, "Yes"));
  await deliverAll(keptCallbacks());
  await service([...OTHERS, OURS]);
  await vi.waitUntil(async () => (await itemOnDesk(texter, item!.contactId)).status === "needsResponse", WAIT);
  await reply();
  expect((await senders(3)).at(-1)).toBe(OURS);

  await service(OTHERS);
  await reply();
  expect(OTHERS).toContain((await senders(4)).at(-1));
  await vi.waitUntil(async () => (await queueNumbers(running)).queued === 0, WAIT);
  expect(await queueNumbers(running)).toMatchObject({ errors: 0, undecided: 0 });
});
