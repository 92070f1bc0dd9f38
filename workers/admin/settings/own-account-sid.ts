import type { Env } from "../../../durable-objects/bindings/env.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { organizationAt } from "../../../durable-objects/rpc/stubs.ts";

/** The carrier account that the organization's campaigns start with, also without Postgres; null: the installation's. */
export async function ownAccountSid(env: Env, orgId: string): Promise<string | null> {
  const { current } = await callObject(
    () => organizationAt(env, orgId),
    (organization) => organization.carrierAccounts(),
  );
  return current;
}
