/** Without a carrier account numbers are bought, checked and given back at the simulated one, at no cost. */
import { expect, test } from "vitest";
import type { BuyingJob } from "../../../domain/numbers/buying.ts";
import { numberCarrierOfPool } from "../../../durable-objects/bindings/number-carrier.ts";
import { inventoryAt, poolAt } from "../../../durable-objects/rpc/stubs.ts";
import { Browser, env } from "../../../test/workers/test-client.ts";

const WAIT = { timeout: 20_000, interval: 50 };
const headers = { authorization: `Bearer ${env.SETUP_TOKEN}` };
const call = (path: string, json: object) => new Browser().call(`/api/setup/numbers/shared${path}`, { headers, json });

test("numbers are bought from an endless stock, agree with the simulated account, and go back to it", async () => {
  expect((await call("/search", { areaCode: "508" })).body).toMatchObject({
    simulated: true,
    monthlyCost: { amount: 0, currency: "USD" },
  });
  const jobId = crypto.randomUUID();
  expect(await call("/buy", { jobId, search: { areaCode: "508" }, count: 60 })).toMatchObject({ status: 201 });
  const job = async (): Promise<BuyingJob | undefined> => (await poolAt(env, "shared").work()).jobs[0];
  await expect.poll(async () => (await job())?.state, WAIT).toBe("done");
  expect(await job()).toMatchObject({ bought: 60, monthlyCost: "0" });
  const { numbers } = await inventoryAt(env, "shared", "508").page({ after: "", limit: 100 });
  expect(numbers).toHaveLength(60);
  expect((await call("/reconcile", {})).body).toMatchObject({
    result: { atCarrier: 60, inInventory: 60, unknownCount: 0, missingCount: 0 },
  });

  const chosen = await numberCarrierOfPool(env, "shared");
  if (!chosen.ok) throw new Error(chosen.message);
  const { carrier } = chosen;
  const [first] = numbers;
  const addresses = { inboundUrl: null, fallbackUrl: null, statusCallback: null };
  const made = await carrier.createService({ name: "Campaign", ...addresses });
  if (!made.ok || !first) throw new Error("not made");
  expect(await carrier.addToService(made.service.sid, first.sid)).toEqual({ ok: true, already: false });
  expect(await carrier.numbersOf(made.service.sid)).toMatchObject({ numbers: [{ number: first.number }] });

  expect((await call("/release", { numbers: [first.number] })).body).toMatchObject({ leaving: 1 });
  await expect.poll(() => carrier.owned({ number: first.number }), WAIT).toEqual({ ok: true, numbers: [] });
});
