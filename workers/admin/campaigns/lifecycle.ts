/** A campaign's lifecycle: the checks before its start, the start, its status, its live numbers. */
import { faultFields } from "../../../durable-objects/kit/log/fault-fields.ts";
import { eq } from "drizzle-orm";
import { Hono } from "hono";
import { campaigns } from "../../../db/schema/campaigns.ts";
import { statusChangeSchema } from "../../../domain/campaigns/campaign.ts";
import type { Draft, StartEstimate, StartProblem } from "../../../domain/campaigns/campaign.ts";
import { missingNumbers, rulesOf, unpooledWarning } from "../../../domain/numbers/campaign-numbers.ts";
import { numbersNeeded, servicesFor, UNPOOLED_NUMBERS } from "../../../domain/numbers/needed.ts";
import type { NumberRules } from "../../../domain/numbers/needed.ts";
import { refuse } from "../../../domain/outcome.ts";
import { hoursInForce, lawfulPart } from "../../../domain/hours/org-hours.ts";
import { sameJson } from "../../../domain/same-json.ts";
import { hoursProblems, mayStart, startChecks } from "../../../domain/campaigns/start-checks.ts";
import { estimateStart } from "../../../domain/campaigns/start-estimate.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import type { ChangeStatusRequest } from "../../../durable-objects/rpc/campaign.ts";
import { deliverDue } from "../../authored/deliver.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { campaignOverview, NO_SUCH_CAMPAIGN } from "./campaign-of-org.ts";
import { carrierAccountOf } from "../../../durable-objects/bindings/carrier-account.ts";
import { isSimulation } from "../../../durable-objects/bindings/simulation.ts";
import { claimService, currentAccount } from "../../../db/carrier-resources.ts";
import { serviceTaken } from "../../../domain/sending/own-account.ts";
import { mayEnd, openWorkIn } from "./open-work.ts";
import { campaignRow, draftOf } from "./campaign-row.ts";
import type { VersionedRow } from "./campaign-row.ts";
import { actionProblems } from "../scripts/answer-actions.ts";
import { pictureProblems } from "../scripts/pictures.ts";
import { numberSettingsOf } from "../settings/numbers.ts";
import { registrationProblems } from "../settings/registration.ts";
import { settingsOf } from "../settings/settings.ts";
import type { CampaignOverview } from "../../../durable-objects/rpc/campaign-overview.ts";

const TEST_NUMBERS: StartProblem = {
  code: "test_numbers",
  severity: "error",
  message:
    "The campaign accepts fictional numbers, but this installation texts real people. Turn that off and upload the contacts again.",
};

/** Scripts are numbered from the start on. */
const FIRST_SCRIPT_VERSION = 1;

const MOST_CHANGES = 3;

export const campaignLife = new Hono<Edge>()
  .get("/start-checks", async (c) => {
    const prepared = await prepare(c);
    if (!prepared) return refused(c, NO_SUCH_CAMPAIGN);
    const { problems, estimate, note } = prepared;
    return c.json({ ok: true, problems, estimate, note });
  })
  .post("/start", async (c) => {
    const prepared = await prepare(c);
    if (!prepared) return refused(c, NO_SUCH_CAMPAIGN);
    const { row, draft, overview, problems, messagingServiceSid, carrierAccountSid } = prepared;
    if (overview.status !== "DRAFT") return refused(c, refuse("already_started", "The campaign has already started."));
    if (overview.import?.state === "running") {
      return refused(
        c,
        refuse("import_running", "A file is still being imported. Start the campaign when that is done."),
      );
    }
    if (!mayStart(problems)) {
      const errors = problems.filter(({ severity }) => severity === "error");
      const message = `The campaign cannot start yet: ${errors.map((problem) => problem.message).join(" ")}`;
      return refused(c, { ...refuse("start_refused", message), problems });
    }
    const { orgId } = c.var.member;
    // Limits apply from the first text on.
    await deliverDue(c.env, databaseOf(c.env), c.var.log, orgId);
    // The queues have no use for the other fields.
    const { allowTestNumbers: _, ...authored } = draft;
    const { ownNumbers } = prepared;
    const snapshot = { ...authored, messagingServiceSid, carrierAccountSid, scriptVersion: FIRST_SCRIPT_VERSION };
    const started = await callObject(
      () => campaignAt(c.env, row.id),
      (campaign) =>
        campaign.start({
          orgId,
          snapshot,
          settingsVersion: row.settingsVersion,
          scriptRevision: row.scriptRevision,
          lostResources: row.lostResources,
          ...(ownNumbers ? { ownNumbers } : {}),
        }),
    );
    if (!started.ok) return refused(c, started);
    if (!sameJson(draft.window, row.window)) {
      // From now on the campaign shows the hours in force. It has started even if this update fails.
      const shown = databaseOf(c.env).update(campaigns).set({ window: draft.window }).where(eq(campaigns.id, row.id));
      await shown.catch((error: unknown) => c.var.log.warn("hours_not_shown", faultFields(error)));
    }
    c.var.log.info("campaign_started", { campaignId: row.id, contacts: overview.contactCount });
    return c.json({ ok: true, spread: started.spread });
  })
  .post("/status", jsonBody(statusChangeSchema), async (c) => {
    const { status, paused, openSeen = false } = c.req.valid("json");
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const isClosing = status === "CLOSED" && overview.status !== "CLOSED" && overview.status !== "DRAFT";
    const ending = isClosing && (await mayEnd(c, campaignId, { ending: "close", openSeen }));
    if (ending && !ending.ok) return refused(c, ending);
    const change = { ...(status === undefined ? {} : { status }), ...(paused === undefined ? {} : { paused }) };
    const changed = await changeStatus(c.env, { orgId, campaignId, ...change }, overview);
    if (!changed.ok) return refused(c, changed);
    c.var.log.info("campaign_status_changed", { campaignId, status: changed.status, paused: changed.paused });
    return c.json({ ...changed, ...(ending ? { open: ending.open } : {}) });
  })
  .get("/open-work", async (c) => {
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, c.var.member.orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const counted = await openWorkIn(c, campaignId);
    return counted.ok ? c.json(counted) : refused(c, counted);
  })
  .get("/numbers", async (c) => {
    const overview = await campaignOverview(c.env, c.var.member.orgId, c.req.param("campaignId") ?? "");
    if (!overview.ok) return refused(c, overview);
    const { status, paused, numbers, texters } = overview;
    return c.json({ ok: true, status, paused, numbers, texters });
  });

/** Other changes of the configuration, such as a new script, may come in between: then it is decided on the newer state. */
async function changeStatus(
  env: Env,
  { campaignId, ...change }: ChangeStatusRequest & { campaignId: string },
  seen: CampaignOverview,
) {
  for (let overview = seen, tries = 1; ; tries += 1) {
    const { epoch: seenEpoch } = overview.spread;
    const changed = await callObject(
      () => campaignAt(env, campaignId),
      (campaign) => campaign.changeStatus({ ...change, seenEpoch }),
    );
    if (changed.ok || changed.reason !== "changed_meanwhile" || tries === MOST_CHANGES) return changed;
    const now = await campaignOverview(env, change.orgId, campaignId);
    if (!now.ok) return now;
    overview = now;
  }
}

type Prepared = {
  row: VersionedRow;
  /** With the texting hours in force. */
  draft: Draft;
  overview: CampaignOverview;
  problems: StartProblem[];
  estimate: StartEstimate | null;
  messagingServiceSid: string | null;
  /** The organization's own; null: the installation's. */
  carrierAccountSid: string | null;
  /** It texts from numbers that it has reserved; null: by the Messaging Service. */
  ownNumbers: NumberRules | null;
  /** What a simulation says of the registration. */
  note: string | null;
};

/** The authored draft, the campaign's state, and the checks; null when the organization has no such campaign. */
async function prepare(c: EdgeContext): Promise<Prepared | null> {
  const { orgId } = c.var.member;
  const campaignId = c.req.param("campaignId") ?? "";
  const db = databaseOf(c.env);
  const [row, overview, { messagingServiceSid: service, prices, textingHours }, account, fromNumbers] =
    await Promise.all([
      campaignRow(db, orgId, campaignId),
      campaignOverview(c.env, orgId, campaignId),
      settingsOf(db, orgId),
      currentAccount(db, orgId),
      numberSettingsOf(db, orgId),
    ]);
  if (!row || !overview.ok) return null;
  // From the queues, because Postgres gets a large import only later.
  const sample = await callObject(
    () => campaignAt(c.env, campaignId),
    (campaign) => campaign.sampleContacts({ orgId }),
  );
  const ownNumbers = fromNumbers.textsFrom === "numbers" ? rulesOf(fromNumbers) : null;
  const messagingServiceSid = ownNumbers ? null : service;
  // Numbers of the shared pool are the installation's account's.
  const accountSid = ownNumbers && fromNumbers.pool === "shared" ? null : (account?.accountSid ?? null);
  const { contactCount, customFields: knownFields, numbers } = overview;
  const textable = numbers.left + numbers.assigned;
  const nowMs = Date.now();
  const authored = draftOf(row);
  const withoutLaw = isSimulation(c.env);
  const shared = hoursInForce(authored.window, textingHours);
  const inForce = shared && (withoutLaw ? shared : lawfulPart(shared));
  const draft = { ...authored, window: inForce ?? authored.window };
  const contacts = sample.map((contact) => Object.assign(contact, { contactId: contact.id }));
  const checked = { ...draft, window: { ...draft.window, withoutLaw } };
  const estimate = estimateStart({ ...checked, contactCount, textable, sample: contacts, prices, nowMs });
  const zones = sample.map((contact) => contact.zones);
  const needsMessagingService = carrierAccountOf(c.env) !== null;
  const facts = { contactCount, knownFields, messagingServiceSid, needsMessagingService, estimate, nowMs, zones };
  const ofNumbers = ownNumbers && (await numberChecks(c, { contactCount, rules: ownNumbers }));
  const problems = startChecks({ ...checked, ...facts, ...(ofNumbers ? { numbers: ofNumbers } : {}) });
  if (row.isTemplate) problems.unshift(IS_TEMPLATE);
  problems.push(...hoursProblems(authored.window, textingHours, !withoutLaw));
  if (authored.allowTestNumbers && !withoutLaw) problems.push(TEST_NUMBERS);
  if (messagingServiceSid && !(await claimService(db, orgId, messagingServiceSid))) {
    problems.push({ code: "service_taken", severity: "error", message: serviceTaken(messagingServiceSid) });
  }
  const registration = await registrationProblems(c.env, db, orgId);
  problems.push(...registration.problems);
  problems.push(...(await pictureProblems(c.env, authored.script)));
  problems.push(...(await actionProblems(db, orgId, authored.script)));
  return {
    row,
    draft,
    overview,
    problems,
    estimate,
    messagingServiceSid,
    carrierAccountSid: accountSid,
    ownNumbers,
    note: registration.note,
  };
}

/** Whether enough is reserved, and whether a Messaging Service gets more than an unpooled registration allows. */
async function numberChecks(c: EdgeContext, { contactCount, rules }: { contactCount: number; rules: NumberRules }) {
  const { orgId } = c.var.member;
  const reserved = await callObject(
    () => campaignAt(c.env, c.req.param("campaignId") ?? ""),
    (campaign) => campaign.reservedNumbers({ orgId }),
  );
  const needed = numbersNeeded(contactCount, rules);
  const missing = missingNumbers(needed, reserved.ok ? reserved.reserved.count : 0);
  return { missing, warning: unpooledWarning(servicesFor(needed, rules), UNPOOLED_NUMBERS) };
}

const IS_TEMPLATE: StartProblem = {
  code: "is_template",
  severity: "error",
  message: "This is a template. Make a new campaign from it, or stop using it as a template.",
};
