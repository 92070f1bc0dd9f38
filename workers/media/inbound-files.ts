/**
 * Files of inbound texts, for those who may read the conversation: the texter who holds it, and the organization's
 * admins. The key begins with the reader's own organization, so that no other organization's file can be read, whatever
 * the address says.
 */
import { Hono } from "hono";
import { inboundKey } from "../../domain/messages/media.ts";
import { refuse } from "../../domain/outcome.ts";
import { may } from "../../domain/roles.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { queueAt } from "../../durable-objects/rpc/stubs.ts";
import { checkSession, requireSession } from "../auth/require-session.ts";
import type { Edge } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { queueOfContact } from "../known-ids/known-ids.ts";
import { fileAnswer } from "./file-answer.ts";

const NO_SUCH_FILE = refuse("not_found", "There is no such file, or it was not fetched from the carrier yet.");
const PLACE = /^\d{1,2}$/;
const CARRIER_ID = /^[0-9A-Za-z_-]{1,64}$/;

export const inboundFiles = new Hono<Edge>().get("/:contactId/:messageId/:index", requireSession, async (c) => {
  const checked = await checkSession(c.env, c.var.session, { counts: true });
  if (!checked.ok) return refused(c, checked);
  const { orgId, personId, role } = checked.membership;
  const { contactId, messageId, index } = c.req.param();
  if (!CARRIER_ID.test(messageId) || !PLACE.test(index)) return refused(c, NO_SUCH_FILE);
  const contact = await queueOfContact(c.env, orgId, contactId);
  if (!contact) return refused(c, NO_SUCH_FILE);
  // Admins also see files of archived campaigns, whose conversations nobody holds any more.
  if (!may(role, "administer")) {
    const note = await callObject(
      () => queueAt(c.env, contact.key),
      (queue) => queue.mediaFor({ orgId, personId, n: contact.n, messageId, i: Number(index) }),
    );
    if (note?.state !== "stored") return refused(c, NO_SUCH_FILE);
  }
  const file = await c.env.MEDIA.get(inboundKey(orgId, contactId, messageId, Number(index)));
  if (!file) return refused(c, NO_SUCH_FILE);
  return fileAnswer(c, file, String(Number(index) + 1), "private, max-age=3600");
});
