/** `/api/admin/campaigns/:campaignId/phone-numbers`: the numbers that a draft reserves, and their set-up after the start. */
import { Hono } from "hono";
import { NUMBER_STATES } from "../../../domain/numbers/inventory.ts";
import {
  poolOf,
  releaseNumbersSchema,
  reserveNumbersSchema,
  rulesOf,
} from "../../../domain/numbers/campaign-numbers.ts";
import type { DraftNumbers } from "../../../domain/numbers/campaign-numbers.ts";
import { numbersNeeded } from "../../../domain/numbers/needed.ts";
import { statesOf } from "../../../domain/numbers/area-codes.ts";
import { suggestCodes } from "../../../domain/numbers/suggest-codes.ts";
import { refuse } from "../../../domain/outcome.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt, poolAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";
import { numberSettingsOf } from "../settings/numbers.ts";
import { campaignOverview } from "./campaign-of-org.ts";

const NOT_SWITCHED_ON = refuse(
  "not_switched_on",
  "Campaigns text from the organization's own Messaging Service. An owner switches to numbers of the inventory under Settings.",
);

export const campaignNumbers = new Hono<Edge>()
  .get("/", async (c) => {
    const shown = await draftNumbers(c);
    return shown.ok ? c.json({ ok: true, numbers: shown.numbers }) : refused(c, shown);
  })
  .post("/", jsonBody(reserveNumbersSchema), async (c) => {
    const { orgId } = c.var.member;
    const settings = await numberSettingsOf(databaseOf(c.env), orgId);
    if (settings.textsFrom !== "numbers") return refused(c, NOT_SWITCHED_ON);
    const { requestId, codes } = c.req.valid("json");
    const request = { orgId, requestId, codes, pool: poolOf(settings, orgId), rules: rulesOf(settings) };
    const reserved = await callObject(
      () => campaignAt(c.env, campaignIdOf(c)),
      (campaign) => campaign.reserveNumbers(request),
    );
    if (!reserved.ok) return refused(c, reserved);
    c.var.log.info("numbers_reserved", { campaignId: campaignIdOf(c), numbers: reserved.reserved.count });
    return c.json({ ok: true, reserved: reserved.reserved });
  })
  .delete("/", queryParams(releaseNumbersSchema), async (c) => {
    const { areaCode } = c.req.valid("query");
    const released = await callObject(
      () => campaignAt(c.env, campaignIdOf(c)),
      (campaign) => campaign.releaseNumbers({ orgId: c.var.member.orgId, areaCode }),
    );
    if (!released.ok) return refused(c, released);
    c.var.log.info("numbers_released", { campaignId: campaignIdOf(c), areaCode: areaCode ?? "all" });
    return c.json({ ok: true, reserved: released.reserved });
  })
  .post("/set-up", async (c) => {
    const again = await callObject(
      () => campaignAt(c.env, campaignIdOf(c)),
      (campaign) => campaign.setUpNumbersAgain({ orgId: c.var.member.orgId }),
    );
    return again.ok ? c.json({ ok: true, setup: again.setup }) : refused(c, again);
  });

async function draftNumbers(c: EdgeContext) {
  const { orgId } = c.var.member;
  const campaignId = campaignIdOf(c);
  const campaign = () => campaignAt(c.env, campaignId);
  const [settings, overview] = await Promise.all([
    numberSettingsOf(databaseOf(c.env), orgId),
    campaignOverview(c.env, orgId, campaignId),
  ]);
  if (!overview.ok) return overview;
  const [reserved, areaCodes, contacts] = await Promise.all([
    callObject(campaign, (stub) => stub.reservedNumbers({ orgId })),
    callObject(
      () => poolAt(c.env, poolOf(settings, orgId)),
      (pool) => pool.areaCodes(),
    ),
    callObject(campaign, (stub) => stub.areaCodesOfContacts({ orgId })),
  ]);
  if (!reserved.ok) return reserved;
  const needed = numbersNeeded(overview.contactCount, rulesOf(settings));
  const available = areaCodes
    .filter((code) => NUMBER_STATES.some((state) => code[state] > 0))
    .map((code) => Object.assign(code, { states: statesOf(code.areaCode) }));
  const suggestion = suggestCodes(
    Math.max(0, needed - reserved.reserved.count),
    new Map(contacts.map(({ areaCode, count }) => [areaCode, count])),
    new Map(available.map((code) => [code.areaCode, code.AVAILABLE])),
  );
  const numbers: DraftNumbers = {
    settings,
    contacts: overview.contactCount,
    needed,
    reserved: reserved.reserved,
    available,
    suggestion,
  };
  return { ok: true as const, numbers };
}

function campaignIdOf(c: EdgeContext): string {
  return c.req.param("campaignId") ?? "";
}
