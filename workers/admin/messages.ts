/** Texts of a campaign: the list from Postgres, and those whose outcome a person has to decide. */
import { Hono } from "hono";
import { z } from "zod";
import { isClientId, isId, parseContactId, queueKey } from "../../domain/ids.ts";
import { refuse } from "../../domain/protocol/outcome.ts";
import { callObject } from "../../durable-objects/kit/retry.ts";
import { campaignAt, queueAt } from "../../durable-objects/stubs.ts";
import type { Edge } from "../http/context.ts";
import { databaseOf } from "../http/database.ts";
import { readBody } from "../http/json-body.ts";
import { badRequest, refused } from "../http/refused.ts";
import { campaignOverview } from "./campaign-of-org.ts";
import { messageList } from "./message-list.ts";

/** `before` of a page is what the page before it answered as `before`. */
const place = z
  .string()
  .regex(/^\d{1,14}~[^~]{1,64}~[^~]{1,64}$/, "not a place in the list; take `before` of the page that came before")
  .transform((value) => {
    const [at = "", id = "", contactId = ""] = value.split("~");
    return { at: Number(at), id, contactId };
  });

const listQuery = z.object({
  before: place.optional(),
  direction: z.enum(["out", "in"]).optional(),
  search: z.string().trim().max(200).optional(),
  label: z
    .string()
    .refine((value) => isId(value, "l"), "not a label's id")
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const decisionSchema = z.object({
  contactId: z.string().refine((value) => parseContactId(value) !== null, "not a contact id"),
  /** Whether the person found that the carrier has sent the text. */
  sent: z.boolean(),
});
const NO_SUCH_TEXT = refuse("not_found", "There is no such undecided text in this campaign.");

export const campaignMessages = new Hono<Edge>()
  .get("/messages", async (c) => {
    const query = listQuery.safeParse(definedOnly(c.req.query()));
    if (!query.success) return refused(c, badRequest(query.error));
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const { messages, before } = await messageList(databaseOf(c.env), { orgId, campaignId, ...query.data });
    return c.json({ ok: true, messages, before: before && `${before.at}~${before.id}~${before.contactId}` });
  })
  .get("/undecided", async (c) => {
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const undecided = await callObject(
      () => campaignAt(c.env, campaignId),
      (campaign) => campaign.undecided({ orgId }),
    );
    return c.json({ ok: true, undecided });
  })
  .post("/undecided/:messageId", async (c) => {
    const read = await readBody(c, decisionSchema);
    if (!read.ok) return refused(c, read);
    const { orgId } = c.var.member;
    const campaignId = c.req.param("campaignId") ?? "";
    const overview = await campaignOverview(c.env, orgId, campaignId);
    if (!overview.ok) return refused(c, overview);
    const contact = parseContactId(read.body.contactId);
    const messageId = c.req.param("messageId");
    if (contact?.campaignId !== campaignId || !isClientId(messageId)) return refused(c, NO_SUCH_TEXT);
    const decided = await callObject(
      () => queueAt(c.env, queueKey(campaignId, contact.queueNo)),
      (queue) => queue.decide({ n: contact.n, messageId, sent: read.body.sent }),
    );
    if (!decided.ok) return refused(c, NO_SUCH_TEXT);
    c.var.log.info("text_decided", { campaignId, messageId, sent: read.body.sent });
    return c.json({ ok: true });
  });

/** An empty parameter (`?search=`) means the same as none. */
function definedOnly(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));
}
