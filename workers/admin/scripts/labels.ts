/** Labels of the organization, and admins who put them on conversations. */
import { and, asc, eq, sql } from "drizzle-orm";
import { Hono } from "hono";
import { sqlState } from "../../../db/query-errors.ts";
import type { Database } from "../../../db/client.ts";
import { noteChange } from "../../../db/authored-copies.ts";
import { deletedLabels, labels } from "../../../db/schema/scripts.ts";
import { isId, newId } from "../../../domain/ids.ts";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { labelSchema, setLabelSchema } from "../../../domain/scripts/script-editing.ts";
import type { Label } from "../../../domain/scripts/script-editing.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { queueAt } from "../../../durable-objects/rpc/stubs.ts";
import { deliverNow } from "../../authored/deliver.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { queueOfContact } from "../../known-ids/known-ids.ts";

/** More than anybody can keep apart. */
const MOST_LABELS = 200;
const NO_SUCH_LABEL = refuse("not_found", "This label was not found in your organization.");
const NO_SUCH_CONTACT = refuse("not_found", "This contact was not found in this campaign.");

const UNIQUE_VIOLATION = "23505";

function labelExists(name: string) {
  return refuseFields("label_exists", { name: `There is already a label “${name}”. Choose another name.` });
}

export const organizationLabels = new Hono<Edge>()
  .get("/", async (c) =>
    c.json({ ok: true, labels: await labelsOfOrganization(databaseOf(c.env), c.var.member.orgId) }),
  )
  .post("/", jsonBody(labelSchema), async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const { name } = c.req.valid("json");
    const known = await labelsOfOrganization(db, orgId);
    const same = known.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (same) return c.json({ ok: true, label: same });
    if (known.length >= MOST_LABELS) {
      const message = `An organization can have at most ${MOST_LABELS} labels. Delete one that nobody uses.`;
      return refused(c, refuseFields("too_many_labels", { name: message }));
    }
    await db.batch([
      db
        .insert(labels)
        .values({ id: newId("l"), orgId, name })
        .onConflictDoNothing(),
      noteLabels(db, orgId),
    ]);
    // Two admins may have made it at once: both get the one that exists.
    const [label] = await db
      .select(LABEL)
      .from(labels)
      .where(and(eq(labels.orgId, orgId), sql`lower(${labels.name}) = lower(${name})`));
    if (!label) throw new Error(`the label ${name} was made and cannot be read`);
    return c.json({ ok: true, label, ...(await deliverNow(c, "labels", orgId)) }, 201);
  })
  .patch("/:labelId", jsonBody(labelSchema), async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const { name } = c.req.valid("json");
    const labelId = c.req.param("labelId");
    const taken = (await labelsOfOrganization(db, orgId)).find(
      (each) => each.name.toLowerCase() === name.toLowerCase(),
    );
    if (taken && taken.labelId !== labelId) {
      return refused(c, labelExists(taken.name));
    }
    try {
      const [[label]] = await db.batch([
        db
          .update(labels)
          .set({ name })
          .where(and(eq(labels.orgId, orgId), eq(labels.id, labelId)))
          .returning(LABEL),
        noteLabels(db, orgId),
      ]);
      if (!label) return refused(c, NO_SUCH_LABEL);
      return c.json({ ok: true, label, ...(await deliverNow(c, "labels", orgId)) });
    } catch (error) {
      // Two admins may give two labels the same name at once, and Postgres folds some characters that we do not.
      if (sqlState(error) === UNIQUE_VIOLATION) return refused(c, labelExists(name));
      throw error;
    }
  })
  .delete("/:labelId", async (c) => {
    const db = databaseOf(c.env);
    const { orgId } = c.var.member;
    const isIt = and(eq(labels.orgId, orgId), eq(labels.id, c.req.param("labelId")));
    // Conversations keep its id, which no screen shows any more.
    const [, gone] = await db.batch([
      db
        .insert(deletedLabels)
        .select(sql`select ${labels.id}, ${labels.orgId}, now() from ${labels} where ${isIt}`)
        .onConflictDoNothing(),
      db.delete(labels).where(isIt).returning({ id: labels.id }),
      noteLabels(db, orgId),
    ]);
    if (gone.length === 0) return refused(c, NO_SUCH_LABEL);
    return c.json({ ok: true, ...(await deliverNow(c, "labels", orgId)) });
  });

export const conversationLabels = new Hono<Edge>().post("/", jsonBody(setLabelSchema), async (c) => {
  const { orgId } = c.var.member;
  const campaignId = c.req.param("campaignId") ?? "";
  const { contactId, labelId, on } = c.req.valid("json");
  const contact = await queueOfContact(c.env, orgId, contactId);
  if (contact?.campaignId !== campaignId) return refused(c, NO_SUCH_CONTACT);
  // A deleted label can still be taken off.
  if (on && !(await isLabelOf(databaseOf(c.env), orgId, labelId))) return refused(c, NO_SUCH_LABEL);
  const answer = await callObject(
    () => queueAt(c.env, contact.key),
    (queue) => queue.setLabel({ n: contact.n, personId: null, labelId, on }),
  );
  if (!answer.ok) return refused(c, answer.reason === "not_found" ? NO_SUCH_CONTACT : answer);
  // An admin's change has no id by which it could be a repetition.
  return c.json({ ok: true, labels: "labels" in answer ? answer.labels : [] });
});

/** Objects know them, too: a texter's label has to be one of them. */
function noteLabels(db: Database, orgId: string) {
  return noteChange(db, { subject: "labels", key: orgId, orgId });
}

const LABEL = { labelId: labels.id, name: labels.name };

/** By name, as people read it. */
export async function labelsOfOrganization(db: Database, orgId: string): Promise<Label[]> {
  return db
    .select(LABEL)
    .from(labels)
    .where(eq(labels.orgId, orgId))
    .orderBy(asc(sql`lower(${labels.name})`));
}

async function isLabelOf(db: Database, orgId: string, labelId: string): Promise<boolean> {
  if (!isId(labelId, "l")) return false;
  const rows = await db
    .select({ id: labels.id })
    .from(labels)
    .where(and(eq(labels.orgId, orgId), eq(labels.id, labelId)));
  return rows.length > 0;
}
