/**
 * `/api/admin/campaigns/:campaignId/assignments`: what texters hold, and how an admin moves it
 * (docs/rules.md#assignment-counts). The campaign's object does it; names and roles come from Postgres, and receivers
 * belong to the admin's organization.
 */
import { and, eq, inArray } from "drizzle-orm";
import { Hono } from "hono";
import type { Database } from "../../../db/client.ts";
import { memberships, people } from "../../../db/schema/people.ts";
import { isId } from "../../../domain/ids.ts";
import {
  assignmentsSchema,
  reassignSchema,
  releaseSchema,
  splitSchema,
} from "../../../domain/assignment/assignments.ts";
import type { AssigningReason, AssignmentsAnswer } from "../../../domain/assignment/assignments.ts";
import type { Texter } from "../../../domain/people/people.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { Role } from "../../../domain/statuses.ts";
import type { Remote } from "../../../durable-objects/kit/calls/remote.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { campaignAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { NO_SUCH_CAMPAIGN } from "../campaigns/campaign-of-org.ts";
import type { CampaignRpc } from "../../../durable-objects/rpc/campaign.ts";

/** Names that are read at once. */
const NAMES_PER_QUERY = 5_000;

export const campaignAssignments = new Hono<Edge>()
  .get("/", async (c) => {
    const { orgId } = c.var.member;
    const held = await ofCampaign(c, (campaign) => campaign.assignments({ orgId }));
    if (!held.ok) return refused(c, held);
    const known = await peopleOf(
      databaseOf(c.env),
      orgId,
      held.texters.map((each) => each.personId),
    );
    const texters = held.texters.map((each) => {
      const person = known.get(each.personId);
      // People who have left the organization are listed as long as they hold contacts.
      const [name, role] = person ? [nameOf(person), person.role] : ["Somebody who has left", "SUSPENDED"];
      return Object.assign(each, { name, role });
    });
    texters.sort((a, b) => a.name.localeCompare(b.name) || (a.personId < b.personId ? -1 : 1));
    return c.json({ ok: true, left: held.left, texters } satisfies AssignmentsAnswer);
  })
  .put("/", jsonBody(assignmentsSchema), async (c) => {
    const { counts } = c.req.valid("json");
    const { orgId } = c.var.member;
    // Contacts may be taken from anybody in the organization, and given to people who may text.
    const found = await textersNamed(c, idsOf(counts), idsOf(counts.filter((each) => each.toSend > 0)));
    if (!found.ok) return refused(c, found);
    const wished = counts.flatMap(({ personId, toSend }) => {
      const texter = found.texters.get(personId);
      return texter ? [{ texter, toSend }] : [];
    });
    const set = await ofCampaign(c, (campaign) => campaign.setAssignments({ orgId, counts: wished }));
    return answer(c, "assignments_set", set);
  })
  .post("/split", jsonBody(splitSchema), async (c) => {
    const { orgId } = c.var.member;
    const found = await textersNamed(c, c.req.valid("json").personIds);
    if (!found.ok) return refused(c, found);
    const split = await ofCampaign(c, (campaign) => campaign.split({ orgId, texters: [...found.texters.values()] }));
    return answer(c, "assignments_split", split);
  })
  .post("/release", jsonBody(releaseSchema), async (c) => {
    const { orgId } = c.var.member;
    const { personId } = c.req.valid("json");
    const released = await ofCampaign(c, (campaign) => campaign.releaseHeld({ orgId, personId }));
    return answer(c, "assignments_released", released);
  })
  .post("/reassign", jsonBody(reassignSchema), async (c) => {
    const { orgId } = c.var.member;
    const { to, ...which } = c.req.valid("json");
    const found = await textersNamed(c, to);
    if (!found.ok) return refused(c, found);
    const receivers = [...found.texters.values()];
    const moved = await ofCampaign(c, (campaign) => campaign.reassign({ orgId, to: receivers, ...which }));
    return answer(c, "assignments_moved", moved);
  });

type Person = Texter & { role: Role };

/** Calls the campaign's object, which knows its organization. */
async function ofCampaign<Answer extends { ok: true }>(
  c: EdgeContext,
  call: (campaign: Remote<CampaignRpc>) => Promise<Answer | Refusal<AssigningReason>>,
): Promise<Answer | Refusal> {
  const campaignId = c.req.param("campaignId") ?? "";
  if (!isId(campaignId, "c")) return NO_SUCH_CAMPAIGN;
  return callObject(() => campaignAt(c.env, campaignId), call);
}

function answer<Answer extends { ok: true }>(c: EdgeContext, what: string, answered: Answer | Refusal) {
  if (!answered.ok) return refused(c, answered);
  c.var.log.info(what, { campaignId: c.req.param("campaignId") });
  return c.json(answered);
}

/** These people of the admin's organization, in their order; refused by name when one may not receive contacts. */
async function textersNamed(
  c: EdgeContext,
  personIds: readonly string[],
  receivers = personIds,
): Promise<{ ok: true; texters: Map<string, Texter> } | Refusal<"not_found" | "receiver_suspended">> {
  const known = await peopleOf(databaseOf(c.env), c.var.member.orgId, personIds);
  const found = new Map<string, Texter>();
  for (const personId of personIds) {
    const person = known.get(personId);
    if (!person) {
      return refuse("not_found", `Your organization has no person ${personId}; reload the page and choose again.`);
    }
    if (person.role === "SUSPENDED" && receivers.includes(personId)) {
      const message = `${nameOf(person)} is suspended and cannot get contacts. Choose somebody else, or end the suspension.`;
      return refuse("receiver_suspended", message);
    }
    const { role: _role, ...texter } = person;
    found.set(personId, texter);
  }
  return { ok: true, texters: found };
}

async function peopleOf(db: Database, orgId: string, personIds: readonly string[]): Promise<Map<string, Person>> {
  const known = new Map<string, Person>();
  for (let from = 0; from < personIds.length; from += NAMES_PER_QUERY) {
    const rows = await db
      .select({
        personId: people.id,
        firstName: people.firstName,
        lastName: people.lastName,
        alias: people.alias,
        role: memberships.role,
      })
      .from(memberships)
      .innerJoin(people, eq(people.id, memberships.personId))
      .where(and(eq(memberships.orgId, orgId), inArray(people.id, personIds.slice(from, from + NAMES_PER_QUERY))));
    for (const row of rows) known.set(row.personId, row);
  }
  return known;
}

function nameOf({ firstName, lastName }: Person): string {
  return `${firstName} ${lastName}`.trim();
}

function idsOf(list: readonly { personId: string }[]): string[] {
  return list.map((each) => each.personId);
}
