/** Twilio's REST API for messages: create, list and read, behind Basic auth. */
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { parseForm } from "../../signature.ts";
import { drawMs } from "../chance.ts";
import type { CreateText } from "./create-text.ts";
import type { Ledger, LedgerText } from "../ledger.ts";
import { inboundFile } from "./media.ts";
import { API_VERSION, errorResource, messageResource, messagesPath } from "./message-resource.ts";
import type { Senders } from "./senders.ts";
import type { Account, Settings } from "../settings.ts";

/** Over node:http the connection itself is there, and can be lost on purpose; under `app.fetch` there is no `c.env`. */
export type EmulatorEnv = { Bindings: Partial<HttpBindings> };

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

export function messagesApi(deps: {
  settings: () => Settings;
  senders: () => Senders;
  ledger: Ledger;
  createText: CreateText;
}) {
  const app = new Hono<EmulatorEnv & { Variables: { account: Account } }>();

  app.use("*", async (c, next) => {
    const account = deps.senders().byAuthorization(c.req.header("authorization") ?? "");
    if (!account || !c.req.path.startsWith(`/${API_VERSION}/Accounts/${account.sid}/`)) {
      c.header("www-authenticate", 'Basic realm="Twilio API"');
      return c.json(errorResource(401, 20003), 401);
    }
    c.set("account", account);
    return next();
  });

  app.post("/Messages.json", async (c) => {
    const body = await c.req.text();
    const outcome = deps.createText.create(c.get("account"), parseForm(body));
    if (outcome.kind === "hold") {
      const outgoing = c.env?.outgoing;
      await hold(outcome.holdMs, outgoing);
      outgoing?.destroy();
      return c.body(null, 504);
    }
    const { answer } = outcome;
    const { delays, seed } = deps.settings();
    const waitMs = drawMs(delays.answerMs, seed, body);
    if (waitMs > 0) await hold(waitMs, undefined);
    const headers = new Headers({ "content-type": "application/json;charset=utf-8" });
    if (answer.retryAfterMs !== undefined) headers.set("retry-after", String(Math.ceil(answer.retryAfterMs / 1000)));
    return new Response(JSON.stringify(answer.json), { status: answer.status, headers });
  });

  app.get("/Messages.json", (c) => {
    const account = c.get("account");
    const query = new URL(c.req.url).searchParams;
    const size = pageNumber(query.get("PageSize"), DEFAULT_PAGE_SIZE);
    const page = pageNumber(query.get("Page"), 0);
    if (size === null || size < 1 || page === null) return c.json(errorResource(400, 20001, "PageSize and Page"), 400);
    const pageSize = Math.min(size, MAX_PAGE_SIZE);
    const to = query.get("To");
    const dates = dateFilter(query);
    if (!dates) return c.json(errorResource(400, 20001, "DateSent is YYYY-MM-DD"), 400);
    const from = query.get("From");
    const found: LedgerText[] = [];
    const candidates = to === null ? deps.ledger.texts : deps.ledger.textsTo(to);
    // Newest first; one more than the page tells whether there is a next one.
    const end = (page + 1) * pageSize + 1;
    for (let i = candidates.length - 1; i >= 0 && found.length < end; i -= 1) {
      const text = candidates[i];
      if (!text || text.accountSid !== account.sid) continue;
      if ((from === null || text.from === from) && dates(text)) found.push(text);
    }
    const start = page * pageSize;
    const pageUri = (number: number): string => {
      const target = new URLSearchParams(query);
      target.set("PageSize", String(pageSize));
      target.set("Page", String(number));
      return `${messagesPath(account.sid)}.json?${target}`;
    };
    return c.json({
      messages: found.slice(start, start + pageSize).map(messageResource),
      page,
      page_size: pageSize,
      start,
      end: Math.max(start, Math.min(found.length, start + pageSize) - 1),
      uri: pageUri(page),
      first_page_uri: pageUri(0),
      previous_page_uri: page === 0 ? null : pageUri(page - 1),
      next_page_uri: found.length === end ? pageUri(page + 1) : null,
    });
  });

  app.get("/Messages/:file{SM[0-9a-f]{32}\\.json}", (c) => {
    const text = deps.ledger.text(c.req.param("file").slice(0, -".json".length));
    if (!text || text.accountSid !== c.get("account").sid) return c.json(errorResource(404, 20404), 404);
    return c.json(messageResource(text));
  });

  app.get("/Messages/:message{(?:SM|MM)[0-9a-f]{32}}/Media/:media{ME[0-9a-f]{32}}", (c) => {
    const { mediaFailure } = deps.settings();
    if (mediaFailure !== 0) return c.body("the file is not to be had", mediaFailure as 500);
    const found = inboundFile(deps.ledger, c.req.param("message"), c.req.param("media"));
    if (!found) return c.json(errorResource(404, 20404), 404);
    return new Response(new Uint8Array(found.file), { headers: { "content-type": found.contentType } });
  });

  app.notFound((c) => c.json(errorResource(404, 20404, c.req.path), 404));
  return app;
}

function pageNumber(value: string | null, otherwise: number): number | null {
  if (value === null) return otherwise;
  return /^\d{1,6}$/.test(value) ? Number(value) : null;
}

/** `DateSent=`, `DateSent<=`, `DateSent>=`, by UTC day; a text that was not sent yet passes none of them. */
function dateFilter(query: URLSearchParams): ((text: LedgerText) => boolean) | null {
  const [on, before, after] = ["DateSent", "DateSent<", "DateSent>"].map((name) => query.get(name)?.slice(0, 10));
  if (on === undefined && before === undefined && after === undefined) return () => true;
  for (const day of [on, before, after]) if (day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  return ({ sentAt }) => {
    if (sentAt === null) return false;
    const day = new Date(sentAt).toISOString().slice(0, 10);
    return (
      (on === undefined || day === on) &&
      (before === undefined || day <= before) &&
      (after === undefined || day >= after)
    );
  };
}

/** Waits, at most until the other side hangs up. */
function hold(ms: number, outgoing: HttpBindings["outgoing"] | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    outgoing?.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
