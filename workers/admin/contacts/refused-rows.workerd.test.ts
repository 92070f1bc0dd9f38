/** Our own download of refused rows is a file of contacts again. */
import { expect, test } from "vitest";
import { queueKey } from "../../../domain/ids.ts";
import { queueAt } from "../../../durable-objects/rpc/stubs.ts";
import { DRAFT, importDone, upload, uploaded } from "../../../test/workers/test-campaign.ts";
import { env, newOrganization } from "../../../test/workers/test-client.ts";

test("a download of refused rows, mended and uploaded, gives what a right file would have given", async () => {
  const organization = await newOrganization();
  const rows = ["Cat,Fox,call me,=9+1", "Dan,Orr,617-234-5699 x5,'0012"];
  const { campaignId } = await uploaded(
    organization.admin,
    DRAFT,
    `first,last,cell,precinct\r\n${rows.join("\r\n")}\r\nEve,Ash,6172345601,3\r\n`,
  );
  const path = `/api/admin/campaigns/${campaignId}`;
  const written = await (await organization.admin.fetch(`${path}/contacts/refused.csv`)).text();
  expect(written).toContain("'=9+1");
  const mended = written.replaceAll("call me", "+1 617 234 5698").replaceAll("617-234-5699 x5", "6172345699");
  expect(await upload(organization.admin, campaignId, mended)).toMatchObject({ status: 202 });
  expect(await importDone(organization.admin, campaignId)).toMatchObject({
    contactCount: 3,
    customFields: ["precinct"],
    import: { accepted: 2, refused: 0 },
  });
  const { contacts } = await queueAt(env, queueKey(campaignId, 2)).exportPart({ after: 0, limit: 9 });
  expect(contacts.map(({ imported: { firstName, cell, custom } }) => [firstName, cell, custom])).toEqual([
    ["Cat", "+16172345698", { precinct: "=9+1" }],
    ["Dan", "+16172345699", { precinct: "0012" }],
  ]);
});
