import { newId } from "../../domain/ids.ts";
import { afterEach, expect, test, vi } from "vitest";
import { sealingKey } from "../../durable-objects/kit/sealing/sealing.ts";
import { sealSecrets } from "../../durable-objects/bindings/own-accounts.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { registerIds } from "../../durable-objects/rpc/registered-ids.ts";
import { organizationAt } from "../../durable-objects/rpc/stubs.ts";
import { env } from "../../test/workers/test-client.ts";
import { letTimePass } from "../../test/workers/workers-world.ts";
import { secretsFor } from "./signing-accounts.ts";

const ACCOUNT = `AC${"5".repeat(32)}`;
const SECRETS = { authToken: "own token", formerAuthToken: null, apiKey: null, webhookKey: null };

/** As while the organization's object cannot be reached. */
const AWAY: Env = {
  ...env,
  ORGANIZATION: Object.assign(Object.create(env.ORGANIZATION), {
    getByName: () => {
      throw new Error("the organization's object is away");
    },
  }),
};

afterEach(() => vi.useRealTimers());

async function anOrganization(): Promise<string> {
  const orgId = newId("o");
  await registerIds(env, [{ id: orgId, orgId }]);
  return orgId;
}

test("the secrets that were read last prove webhooks while the organization's object is away", async () => {
  const orgId = await anOrganization();
  const present = await sealingKey(env.CARRIER_ACCOUNTS_KEY ?? "");
  const sealed = await sealSecrets({ present: present!, former: null }, { orgId, accountSid: ACCOUNT }, SECRETS);
  const accounts = [{ accountSid: ACCOUNT, sealed }];
  await organizationAt(env, orgId).setCarrierAccounts({ version: 1, current: ACCOUNT, accounts });
  const proven = { authTokens: ["own token"], sharedKeys: [] };
  expect(await secretsFor(env, orgId, ACCOUNT)).toEqual(proven);
  letTimePass(61_000);
  expect(await secretsFor(AWAY, orgId, ACCOUNT)).toEqual(proven);
  expect(await secretsFor(AWAY, orgId, ACCOUNT, { again: true })).toEqual(proven);
  // Nothing was ever read of another one: its webhooks come again.
  await expect(secretsFor(AWAY, await anOrganization(), ACCOUNT)).rejects.toThrow("away");
});
