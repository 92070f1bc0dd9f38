/** The emulator's API for tests, bench and local services besides Twilio's: ledger, inbound texts, faults, settings. */
import { Hono } from "hono";
import * as z from "zod";
import { burst, burstBody } from "../webhooks/burst.ts";
import type { EventStream } from "../events/stream.ts";
import type { CreateText } from "./create-text.ts";
import { faultBody, type Faults } from "../faults.ts";
import type { InboundTexts } from "../webhooks/inbound.ts";
import type { AccountNumbers } from "../numbers/account-numbers.ts";
import type { Ledger } from "../ledger.ts";
import type { EmulatorEnv } from "./login.ts";
import { changeSettings, serviceBody, type EmulatorSettings } from "../settings.ts";
import { summarize } from "../summary.ts";
import type { Calls } from "../webhooks/calls.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";

/** Perhaps with a channel before it. */
const phone = z
  .string()
  .regex(/^(?:[a-z]+:)?\+[1-9]\d{4,14}$/, "a phone number in E.164, e.g. +16175550101 or whatsapp:+16175550101");
const inboundBody = z.strictObject({
  from: phone,
  to: phone.optional(),
  messagingServiceSid: z.string().optional(),
  body: z.string(),
  times: z.int().min(1).max(100).optional(),
  messageSid: z
    .string()
    .regex(/^(?:SM|MM)[0-9a-f]{32}$/)
    .optional(),
  files: z
    .array(z.strictObject({ contentType: z.string(), base64: z.base64().optional(), url: z.string().optional() }))
    .max(10)
    .optional(),
});
const callBody = z.strictObject({ from: phone, to: phone });
const answersBody = z.array(
  z.strictObject({ id: z.int(), status: z.int().min(0).max(599), body: z.string().default("") }),
);
const clickBody = z.strictObject({ sid: z.string(), link: z.url() });
const resetBody = z.strictObject({ settings: z.boolean().default(false) });

export function controlApi(deps: {
  settings: () => EmulatorSettings;
  setSettings: (settings: EmulatorSettings) => void;
  reset: (settingsToo: boolean) => void;
  ledger: Ledger;
  numbers: AccountNumbers;
  faults: Faults;
  webhooks: Webhooks;
  stream: EventStream;
  calls: Calls;
  createText: CreateText;
  inbound: InboundTexts;
  now: () => number;
}) {
  const app = new Hono<EmulatorEnv>();
  const startedAt = deps.now();

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof SyntaxError) return c.json({ error: `the body is not JSON: ${error.message}` }, 400);
    throw error;
  });

  app.get("/health", (c) => {
    const { user, system } = process.cpuUsage();
    const uptimeMs = deps.now() - startedAt;
    return c.json({
      ok: true,
      pid: process.pid,
      uptimeMs,
      cpuMs: (user + system) / 1000,
      rss: process.memoryUsage.rss(),
    });
  });

  /** Accepted texts in order; `since` is the `seq` of the last one already read. */
  app.get("/ledger", (c) => {
    const { since, limit } = cursor(c.req.query("since"), c.req.query("limit"));
    const to = c.req.query("to");
    const all =
      to === undefined ? deps.ledger.texts.slice(since) : deps.ledger.textsTo(to).filter(({ seq }) => seq > since);
    const texts = all.slice(0, limit);
    return c.json({ texts, next: texts.at(-1)?.seq ?? since, more: all.length > limit });
  });
  app.get("/ledger/summary", (c) =>
    c.json({
      ...summarize(deps.ledger),
      requests: deps.createText.counts(),
      webhooks: deps.webhooks.counts(),
      events: { underWay: deps.stream.underWay() },
    }),
  );
  app.get("/inbound", (c) => {
    const { since, limit } = cursor(c.req.query("since"), c.req.query("limit"));
    const texts = deps.ledger.inbounds.slice(since, since + limit);
    return c.json({ texts, next: texts.at(-1)?.seq ?? since, more: deps.ledger.inbounds.length > since + limit });
  });
  app.post("/reset", async (c) => {
    const body = await c.req.text();
    deps.reset(resetBody.parse(body === "" ? {} : JSON.parse(body)).settings);
    return c.json({ ok: true });
  });

  /** Answers once the webhooks are answered; in pull mode at once, with no answers. */
  app.post("/inbound", async (c) => {
    const body = inboundBody.parse(await c.req.json());
    const result = deps.inbound.receive({ ...body, mediaOrigin: new URL(c.req.url).origin });
    if (!result.ok) return c.json({ error: result.reason }, 400);
    const answers = deps.settings().mode === "push" ? await result.answers : [];
    return c.json({ messageSid: result.messageSid, to: result.to, answers });
  });
  app.post("/inbound/burst", async (c) => {
    const body = burstBody.parse(await c.req.json());
    if (deps.settings().mode === "pull") return c.json({ error: "a burst needs the mode push" }, 400);
    const result = await burst(body, deps.inbound);
    return result.ok ? c.json(result.report) : c.json({ error: result.reason }, 400);
  });

  app.get("/faults", (c) => c.json({ faults: deps.faults.list() }));
  app.post("/faults", async (c) => c.json(deps.faults.add(faultBody.parse(await c.req.json())), 201));
  app.delete("/faults", (c) => {
    deps.faults.clear();
    return c.json({ ok: true });
  });
  app.delete("/faults/:id", (c) => {
    const found = deps.faults.remove(Number(c.req.param("id")));
    return found ? c.json({ ok: true }) : c.json({ error: "no such fault" }, 404);
  });

  app.get("/settings", (c) => c.json(deps.settings()));
  app.put("/settings", async (c) => {
    const changed = changeSettings(deps.settings(), await c.req.json());
    if (!changed.ok) return c.json({ error: changed.reason }, 400);
    deps.setSettings(changed.settings);
    return c.json(changed.settings);
  });
  /** Adds a messaging service to the first account, or replaces it. */
  app.put("/services/:sid", async (c) => {
    const sid = c.req.param("sid");
    const service = { ...serviceBody.parse(await c.req.json()), sid };
    const [first, ...others] = deps.settings().accounts;
    if (!first) return c.json({ error: "no account" }, 400);
    const services = [...first.services.filter((one) => one.sid !== sid), service];
    const changed = changeSettings(deps.settings(), { accounts: [{ ...first, services }, ...others] });
    if (!changed.ok) return c.json({ error: changed.reason }, 400);
    deps.setSettings(changed.settings);
    return c.json(service);
  });
  /** Answers with what the caller hears; in pull mode at once, with nothing. */
  app.post("/calls", async (c) => {
    const result = deps.calls.call(callBody.parse(await c.req.json()));
    if (!result.ok) return c.json({ error: result.reason }, 400);
    const outcome = deps.settings().mode === "push" ? await result.outcome : null;
    return c.json({ callSid: result.callSid, outcome });
  });
  /** Every account's numbers and services, as a test compares them with an inventory. */
  app.get("/numbers", (c) =>
    c.json({
      accounts: deps.settings().accounts.map(({ sid }) => ({
        sid,
        numbers: deps.numbers.numbersOf(sid),
        services: deps.numbers.servicesOf(sid),
      })),
    }),
  );
  app.get("/blocked", (c) => c.json({ blocked: deps.ledger.blocked() }));

  /** Somebody opens a link of a text. */
  app.post("/clicks", async (c) => {
    const { sid, link } = clickBody.parse(await c.req.json());
    const text = deps.ledger.text(sid);
    if (!text) return c.json({ error: `there is no text ${sid}` }, 404);
    deps.stream.click(text, link);
    return c.json({ ok: true });
  });

  /** Pull mode: webhooks that wait, each handed out once, to be posted as they are. */
  app.get("/webhooks", (c) => c.json({ webhooks: deps.webhooks.pull(cursor(undefined, c.req.query("limit")).limit) }));
  /** Their answers, so that retries, fallback and TwiML replies follow. */
  app.post("/webhooks/answers", async (c) => {
    const answers = answersBody.parse(await c.req.json());
    return c.json({ taken: answers.filter(({ id, status, body }) => deps.webhooks.answered(id, status, body)).length });
  });
  return app;
}

function cursor(since: string | undefined, limit: string | undefined): { since: number; limit: number } {
  return { since: Math.max(0, Number(since ?? 0) || 0), limit: Math.max(1, Number(limit ?? 1000) || 1000) };
}
