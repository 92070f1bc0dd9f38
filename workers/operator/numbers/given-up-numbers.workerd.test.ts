/** Numbers on the carrier's list of a day are not texted any more, in every campaign, until somebody answers from them. */
import { expect, test, vi } from "vitest";
import { directoryFor, directoryShard } from "../../../durable-objects/rpc/stubs.ts";
import { DRAFT, uploaded } from "../../../test/workers/test-campaign.ts";
import { env, newOrganization, queryPostgres } from "../../../test/workers/test-client.ts";
import { deliverWebhook, inboundForm, texted } from "../../../test/workers/test-carrier.ts";
import { control } from "../../../test/workers/workers-world.ts";
import { markGivenUp } from "./given-up-numbers.ts";

const NOW = Date.now();
const DAY_MS = 86_400_000;
const dayBefore = (days: number) => new Date(NOW - days * DAY_MS).toISOString().slice(0, 10);
// Other files of this database have neither it nor the strangers.
const ANN = "+16179473658";
const WAIT = { timeout: 20_000, interval: 100 };

/** Numbers that the directories of one part know: each part of each organization in this database is asked. */
function strangersInPartOf(cell: string, count: number): string[] {
  const strangers: string[] = [];
  for (let i = 0; strangers.length < count; i += 1) {
    const stranger = `+1859${2_000_000 + i}`;
    if (directoryShard(stranger) === directoryShard(cell)) strangers.push(stranger);
  }
  return strangers;
}

test("marks contacts, once a day and account, goes on after a stop, and takes answers for what they are", async () => {
  const organization = await newOrganization();
  const { orgId, admin } = organization;
  await texted(organization, ANN);
  const bad = async () => (await directoryFor(env, orgId, ANN).numberNow({ orgId, cell: ANN })).badNumber;
  // The list of yesterday, with many strangers.
  const strangers = strangersInPartOf(ANN, 21_000);
  await control("/settings", { deactivated: { [dayBefore(1)]: [...strangers, ANN] } }, "PUT");
  const dayRow = async () =>
    (
      await queryPostgres<{ taken: number; marked: number; done: boolean }>(
        "SELECT taken, marked, done_at IS NOT NULL AS done FROM given_up_days WHERE account = 'installation' AND day = $1",
        [dayBefore(1)],
      )
    )[0];

  /** The cron comes every hour: an hour in which an object could not be reached is made up for. */
  const markUntilDone = async () => {
    for (let hours = 0; hours < 5 && !(await dayRow())?.done; hours += 1) await markGivenUp(env, NOW);
  };
  await markUntilDone();
  expect(await dayRow()).toEqual({ taken: 21_001, marked: 1, done: true });
  expect(await bad()).toBe(1);

  // Cut off after its first part: the rest is dealt with, and marking again changes nothing.
  await queryPostgres("UPDATE given_up_days SET taken = 20000, done_at = NULL, marked = 0 WHERE day = $1", [
    dayBefore(1),
  ]);
  await markUntilDone();
  expect(await dayRow()).toEqual({ taken: 21_001, marked: 1, done: true });

  // Not in a new list of the next days either.
  const again = await uploaded(admin, DRAFT, `first,cell\r\nAnn,${ANN}\r\nBo,617-234-5670\r\n`);
  const numbers = await admin.call(`/api/admin/campaigns/${again.campaignId}`);
  expect(numbers.body["campaign"]).toMatchObject({ contactCount: 1, import: { refusedBy: { bad_number: 1 } } });

  // Its holder writes: it is somebody's, and yesterday's list says nothing against that.
  await deliverWebhook(`/webhooks/twilio/${orgId}/inbound`, inboundForm(ANN, "Yes?"));
  await vi.waitUntil(async () => (await bad()) === null, WAIT);
  await queryPostgres("UPDATE given_up_days SET taken = 0, done_at = NULL WHERE day = $1", [dayBefore(1)]);
  await markUntilDone();
  expect(await bad()).toBeNull();
  expect(await dayRow()).toMatchObject({ taken: 21_001, done: true });
}, 60_000);
