/** Twilio's REST API for messages: create, list, read, change and delete, and their files; behind the login (login.ts). */
import { Hono, type Context } from "hono";
import { parseForm } from "../../signature.ts";
import { drawMs } from "../chance.ts";
import type { CreateText } from "./create-text.ts";
import type { Ledger, LedgerRecord } from "../ledger.ts";
import { deleteMessage, giveFeedback, updateMessage, type ChangeOutcome } from "./change-message.ts";
import { fileAddress, filesOf, mediaList, mediaResource } from "./media-api.ts";
import { API_VERSION, messageResource } from "./message-resource.ts";
import { hold, loseAnswer, answerError, type ApiEnv } from "./login.ts";
import { listPage } from "./pages.ts";
import type { Progress } from "../webhooks/progress.ts";
import type { Senders } from "./senders.ts";
import type { Account, EmulatorSettings } from "../settings.ts";

type ApiContext = Context<ApiEnv>;

const MESSAGES = "/Accounts/:account/Messages.json";
const ONE_MESSAGE = "/Accounts/:account/Messages/:file{(?:SM|MM)[0-9a-f]{32}\\.json}";
const UNDER_MESSAGE = "/Accounts/:account/Messages/:message{(?:SM|MM)[0-9a-f]{32}}";

export function messagesApi(deps: {
  settings: () => EmulatorSettings;
  senders: () => Senders;
  ledger: Ledger;
  createText: CreateText;
  progress: Progress;
  now: () => number;
}) {
  const app = new Hono<ApiEnv>();

  app.get("/Accounts/:file{AC[0-9a-f]{32}\\.json}", (c) => c.json(accountResource(c.get("account"))));

  app.post(MESSAGES, async (c) => {
    const body = await c.req.text();
    const outcome = deps.createText.create(c.get("account"), parseForm(body));
    if (outcome.kind === "hold") {
      return loseAnswer(c, outcome.holdMs);
    }
    const { answer } = outcome;
    const { delays, seed } = deps.settings();
    const waitMs = drawMs(delays.answerMs, seed, body);
    if (waitMs > 0) await hold(waitMs);
    const headers = new Headers({ "content-type": "application/json;charset=utf-8" });
    if (answer.retryAfterMs !== undefined) headers.set("retry-after", String(Math.ceil(answer.retryAfterMs / 1000)));
    return new Response(JSON.stringify(answer.json), { status: answer.status, headers });
  });

  app.get(MESSAGES, (c) => {
    const outcome = listPage(deps.ledger, c.get("account").sid, new URL(c.req.url).searchParams);
    return outcome.ok ? c.json(outcome.page) : answerError(c, 20001, outcome.detail);
  });

  /** A message of the account, unless it was deleted. */
  const message = (c: ApiContext, sid: string): LedgerRecord | null => {
    const record = deps.ledger.record(sid);
    return record && record.accountSid === c.get("account").sid && !record.changes?.deleted ? record : null;
  };
  const named = (c: ApiContext): LedgerRecord | null => message(c, (c.req.param("file") ?? "").slice(0, -5));

  app.get(ONE_MESSAGE, (c) => {
    const record = named(c);
    return record ? c.json(messageResource(record)) : answerError(c, 20404, c.req.path);
  });
  app.post(ONE_MESSAGE, async (c) => {
    const record = named(c);
    if (!record) return answerError(c, 20404, c.req.path);
    return changed(c, updateMessage(deps.ledger, record, parseForm(await c.req.text()), deps.progress.cancel));
  });
  app.delete(ONE_MESSAGE, (c) => {
    const record = named(c);
    if (!record) return answerError(c, 20404, c.req.path);
    const outcome = deleteMessage(deps.ledger, record);
    return outcome.ok ? c.body(null, 204) : answerError(c, outcome.code);
  });
  app.post(`${UNDER_MESSAGE}/Feedback.json`, async (c) => {
    const record = message(c, c.req.param("message"));
    if (!record) return answerError(c, 20404, c.req.path);
    return changed(c, giveFeedback(deps.ledger, record, parseForm(await c.req.text()), deps.now()), 201);
  });

  app.get(`${UNDER_MESSAGE}/Media.json`, (c) => {
    const record = message(c, c.req.param("message"));
    return record ? c.json(mediaList(record)) : answerError(c, 20404, c.req.path);
  });
  app.on(["GET", "DELETE"], `${UNDER_MESSAGE}/Media/:file{ME[0-9a-f]{32}(?:\\.json)?}`, (c) => {
    const record = message(c, c.req.param("message"));
    const file = c.req.param("file");
    const stored = record && filesOf(record).find(({ sid }) => sid === file.slice(0, 34));
    if (!stored) return answerError(c, 20404, c.req.path);
    if (c.req.method === "DELETE") {
      deps.ledger.change(record, { filesDeleted: [...(record.changes?.filesDeleted ?? []), stored.index] });
      return c.body(null, 204);
    }
    if (file.endsWith(".json")) return c.json(mediaResource(record, stored));
    return c.redirect(fileAddress(record, stored), 307);
  });

  app.all(MESSAGES, (c) => answerError(c, 20004));
  app.all(ONE_MESSAGE, (c) => answerError(c, 20004));
  return app;
}

function changed(c: ApiContext, outcome: ChangeOutcome, status: 200 | 201 = 200): Response {
  return outcome.ok ? c.json(outcome.json, status) : answerError(c, outcome.code, outcome.detail);
}

/** What a login may read of its account, even while it is suspended. */
function accountResource({ sid, status }: Account) {
  const uri = `/${API_VERSION}/Accounts/${sid}`;
  return {
    auth_token: null,
    date_created: null,
    date_updated: null,
    friendly_name: "Carrier emulator",
    owner_account_sid: sid,
    sid,
    status,
    subresource_uris: { messages: `${uri}/Messages.json` },
    type: "Full",
    uri: `${uri}.json`,
  };
}
