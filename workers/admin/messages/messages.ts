/** Texts of a campaign: the list from Postgres. */
import { Hono } from "hono";
import * as z from "zod";
import { isId, parseContactId } from "../../../domain/ids.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { queryParams } from "../../http/query.ts";
import { refused } from "../../http/refused.ts";
import { campaignOverview } from "../campaigns/campaign-of-org.ts";
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
  /** One conversation alone. */
  contact: z
    .string()
    .refine((value) => parseContactId(value) !== null, "not a contact id")
    .optional(),
  label: z
    .string()
    .refine((value) => isId(value, "l"), "not a label's id")
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const campaignMessages = new Hono<Edge>().get("/messages", queryParams(listQuery), async (c) => {
  const { orgId } = c.var.member;
  const campaignId = c.req.param("campaignId") ?? "";
  const overview = await campaignOverview(c.env, orgId, campaignId);
  if (!overview.ok) return refused(c, overview);
  const { messages, before } = await messageList(databaseOf(c.env), { orgId, campaignId, ...c.req.valid("query") });
  return c.json({ ok: true, messages, before: before && `${before.at}~${before.id}~${before.contactId}` });
});
