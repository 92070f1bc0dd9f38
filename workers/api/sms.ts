/** `/sms`: programs send texts from the numbers of their users (docs/phone-service.md). */
import { Hono } from "hono";
import * as z from "zod";
import { isId, newId } from "../../domain/ids.ts";
import { refuse } from "../../domain/outcome.ts";
import { MOST_ERRORS } from "../../domain/phone-service/batches.ts";
import type { LineError } from "../../domain/phone-service/batches.ts";
import { nanpNumber, readSms, readSmsLine, unknownSender } from "../../domain/phone-service/sms-request.ts";
import type { SmsRules } from "../../domain/phone-service/sms-request.ts";
import type { Env } from "../../durable-objects/bindings/env.ts";
import { isSimulation } from "../../durable-objects/bindings/simulation.ts";
import { callObject } from "../../durable-objects/kit/calls/retry.ts";
import { sendByLine, sendLines } from "../../durable-objects/phone-service/send-lines.ts";
import type { SendingProgram } from "../../domain/phone-service/line-texts.ts";
import { isUsersNumber } from "../../durable-objects/phone-service/user-numbers.ts";
import { ownerOfId, registerIds } from "../../durable-objects/rpc/registered-ids.ts";
import { batchAt, lineAt } from "../../durable-objects/rpc/stubs.ts";
import type { Edge, EdgeContext, Program } from "../http/context.ts";
import { queryParams } from "../http/query.ts";
import { readJson } from "../http/json-body.ts";
import { refused } from "../http/refused.ts";
import { linesOf } from "./ndjson.ts";
import { requireToken } from "./require-token.ts";

/** A text of 1,600 characters in JSON's longest writing, and room. */
const MOST_BYTES = 50_000;
/** Lines that are sent together; the next ones are read while their answers are on their way. */
const LINES_TOGETHER = 200;

const inboundSchema = z.object({
  phoneNumber: z.string("enter the number of a user, such as +16132345678").max(40),
  after: z.coerce.number("enter the cursor of the last text that you have").int().min(0).default(0),
  limit: z.coerce.number("enter 1 to 200").int().min(1).max(200).default(100),
});

const NO_BATCH = refuse("not_found", "There is no such tracking id, or it is older than 30 days.");
const NOT_NDJSON = refuse(
  "not_json",
  "Send one JSON object per line with the header content-type: application/x-ndjson.",
);

export const sms = new Hono<Edge>()
  .post("/send/one", requireToken("sms:send"), async (c) => {
    const json = await readJson(c.req.raw, MOST_BYTES);
    if (!json.ok) return refused(c, json);
    const body = json.json;
    const read = readSms(
      typeof body === "object" && body !== null && "sms" in body ? body.sms : undefined,
      rulesOf(c.env),
    );
    if (!read.ok) return refused(c, read);
    const [answer] = await sendByLine(c.env, sendingOf(c.env, c.var.program), read.from, [read.text]);
    if (answer === undefined) throw new Error("a line answered without an answer");
    if (!answer.ok) return refused(c, answer);
    return c.json(answer.repeated ? { sent: true, message: ALREADY } : { sent: true });
  })
  .post("/send/many", requireToken("sms:send"), async (c) => {
    const type = c.req.header("content-type") ?? "";
    if (!/^application\/(?:x-ndjson|ndjson|jsonl|x-jsonlines|json|octet-stream)\s*(?:;|$)/i.test(type)) {
      return refused(c, NOT_NDJSON);
    }
    return c.req.query("async") === "1" ? sendLater(c) : sendNow(c);
  })
  .get("/inbound", requireToken("sms:send"), queryParams(inboundSchema), async (c) => {
    const { phoneNumber, after, limit } = c.req.valid("query");
    const number = nanpNumber(phoneNumber);
    const { orgId, sending } = c.var.program;
    if (number === null || !(await isUsersNumber(c.env, { orgId, pool: sending.pool }, number))) {
      return refused(c, refuse("unknown_sender", unknownSender(phoneNumber)));
    }
    const texts = await callObject(
      () => lineAt(c.env, orgId, number),
      (line) => line.inbound({ after, limit }),
    );
    return c.json({ texts });
  })
  .get("/tracking/:trackingId", requireToken("sms:send"), async (c) => {
    const trackingId = c.req.param("trackingId");
    const { orgId } = c.var.program;
    if (!isId(trackingId, "b") || (await ownerOfId(c.env, trackingId)).orgId !== orgId) return refused(c, NO_BATCH);
    const tracking = await callObject(
      () => batchAt(c.env, orgId, trackingId),
      (batch) => batch.tracking(),
    );
    return tracking === null ? refused(c, NO_BATCH) : c.json(tracking);
  });

const ALREADY = "This text was already sent with this idempotency key.";

async function sendNow(c: EdgeContext): Promise<Response> {
  const program = sendingOf(c.env, c.var.program);
  const rules = rulesOf(c.env);
  const errors: LineError[] = [];
  for await (const group of linesOf(c.req.raw.body, LINES_TOGETHER)) {
    const read = group.map(({ line, text }) => readSmsLine(text, line, rules));
    const { errors: some } = await sendLines(c.env, program, read);
    errors.push(...some.slice(0, MOST_ERRORS - errors.length));
  }
  return c.json({ errors });
}

/** The answer comes once every line is kept. */
async function sendLater(c: EdgeContext): Promise<Response> {
  const { orgId } = c.var.program;
  const trackingId = newId("b");
  await registerIds(c.env, [{ id: trackingId, orgId }]);
  const batch = <T>(call: Parameters<typeof callObject<ReturnType<typeof batchAt>, T>>[1]) =>
    callObject(() => batchAt(c.env, orgId, trackingId), call);
  let parts = 0;
  for await (const group of linesOf(c.req.raw.body, LINES_TOGETHER)) {
    const part = { seq: parts, lines: group };
    await batch((object) => object.append(part));
    parts += 1;
  }
  await batch((object) => object.seal({ program: sendingOf(c.env, c.var.program), parts }));
  c.header("location", `/sms/tracking/${trackingId}`);
  return c.json({ trackingId }, 202);
}

function rulesOf(env: Env): SmsRules {
  return { allowTestNumbers: isSimulation(env) };
}

function sendingOf(env: Env, { orgId, settings, sending }: Program): SendingProgram {
  const { pool, accountSid, hours } = sending;
  const kept = settings.keepsHours ? { ...hours, withoutLaw: isSimulation(env) } : null;
  return { orgId, pool, accountSid, hours: kept };
}
