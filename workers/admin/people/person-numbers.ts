/** `/api/admin/people/:personId/numbers`: a person's own numbers, given from the organization's pool and taken back. */
import { and, eq } from "drizzle-orm";
import { Hono } from "hono";
import { memberships } from "../../../db/schema/people.ts";
import { poolOf } from "../../../domain/numbers/campaign-numbers.ts";
import { isAreaCode } from "../../../domain/numbers/area-codes.ts";
import { refuse, refuseFields } from "../../../domain/outcome.ts";
import { giveNumberSchema } from "../../../domain/phone-service/person-numbers.ts";
import { nanpNumber } from "../../../domain/phone-service/sms-request.ts";
import { callObject } from "../../../durable-objects/kit/calls/retry.ts";
import { inboxOf, poolAt } from "../../../durable-objects/rpc/stubs.ts";
import type { Edge, EdgeContext } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { jsonBody } from "../../http/json-body.ts";
import { refused } from "../../http/refused.ts";
import { numberSettingsOf } from "../settings/numbers.ts";

const NO_SUCH_PERSON = refuse("not_found", "This person was not found in your organization.");
const NO_SUCH_NUMBER = refuse("not_found", "This person does not have this number, or it was taken back already.");
const IS_SUSPENDED = refuse(
  "suspended_person",
  "This person is suspended. Give them another role first, then a number.",
);

export const personNumbers = new Hono<Edge>()
  .get("/:personId/numbers", async (c) => {
    if ((await roleOf(c)) === null) return refused(c, NO_SUCH_PERSON);
    const pool = await poolFor(c);
    const [numbers, areaCodes] = await Promise.all([
      inbox(c, (object) => object.ownNumbers()),
      callObject(
        () => poolAt(c.env, pool),
        (object) => object.areaCodes(),
      ),
    ]);
    const free = areaCodes
      .filter(({ AVAILABLE }) => AVAILABLE > 0)
      .map(({ areaCode, AVAILABLE }) => ({ areaCode, free: AVAILABLE }));
    return c.json({ ok: true, numbers, areaCodes: free });
  })
  .post("/:personId/numbers", jsonBody(giveNumberSchema), async (c) => {
    const role = await roleOf(c);
    if (role === null) return refused(c, NO_SUCH_PERSON);
    if (role === "SUSPENDED") return refused(c, IS_SUSPENDED);
    const { requestId, areaCode } = c.req.valid("json");
    if (!isAreaCode(areaCode)) {
      return refused(c, refuseFields("unknown_area_code", { areaCode: `There is no area code ${areaCode}.` }));
    }
    const pool = await poolFor(c);
    const given = await inbox(c, (object) => object.giveNumber({ requestId, pool, areaCode }));
    if (!given.ok) return refused(c, given);
    c.var.log.info("number_given", { toId: c.req.param("personId"), number: given.number });
    return c.json({ ok: true, number: given.number }, 201);
  })
  .delete("/:personId/numbers/:number", async (c) => {
    if ((await roleOf(c)) === null) return refused(c, NO_SUCH_PERSON);
    const number = nanpNumber(c.req.param("number"));
    const own = number === null ? [] : await inbox(c, (object) => object.ownNumbers());
    if (number === null || !own.some((each) => each.number === number)) return refused(c, NO_SUCH_NUMBER);
    const pool = await poolFor(c);
    await inbox(c, (object) => object.takeNumber({ number, pool }));
    c.var.log.info("number_taken_back", { fromId: c.req.param("personId"), number });
    return c.json({ ok: true });
  });

/** null: nobody of this organization. */
async function roleOf(c: EdgeContext) {
  const [row] = await databaseOf(c.env)
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.orgId, c.var.member.orgId), eq(memberships.personId, c.req.param("personId") ?? "")));
  return row?.role ?? null;
}

async function poolFor(c: EdgeContext): Promise<string> {
  const { orgId } = c.var.member;
  return poolOf(await numberSettingsOf(databaseOf(c.env), orgId), orgId);
}

/** Asked once the person is known to be the organization's: asking a desk makes it. */
function inbox<T>(c: EdgeContext, call: (object: ReturnType<typeof inboxOf>) => Promise<T>): Promise<T> {
  return callObject(() => inboxOf(c.env, c.var.member.orgId, c.req.param("personId") ?? ""), call);
}
