/**
 * The carrier emulator: behaves as Twilio's REST API and webhooks do for messages, with faults on demand, and keeps the
 * ledger that all tests are checked against. In a test it is called by `emulator.fetch(request)` (also as miniflare's
 * `outboundService`); `serve.ts` puts it behind a port. It is for tests and local use and trusts every caller.
 */
import { Hono } from "hono";
import { controlApi } from "./api/control-api.ts";
import { createCreateText } from "./api/create-text.ts";
import { createFaults } from "./faults.ts";
import { createInboundTexts, type InboundTexts } from "./webhooks/inbound.ts";
import { createLedger, isFinal } from "./ledger.ts";
import { fileStore, STORE_PATH } from "./api/media-api.ts";
import { API_VERSION, errorResource } from "./api/message-resource.ts";
import { requireLogin, type ApiEnv, type EmulatorEnv } from "./api/login.ts";
import { messagesApi } from "./api/messages-api.ts";
import { createAccountNumbers } from "./numbers/account-numbers.ts";
import { numbersApi, NUMBER_ROUTES } from "./numbers/numbers-api.ts";
import { GIVEN_UP_PATH, givenUpFiles, servicesApi, SERVICE_ROUTES } from "./numbers/services-api.ts";
import { createCalls } from "./webhooks/calls.ts";
import { createProgress } from "./webhooks/progress.ts";
import { changeSettings, defaultSettings, type EmulatorSettings } from "./settings.ts";
import { createTimers } from "./timers.ts";
import { createWebhookClient } from "./webhooks/webhook-client.ts";
import { eventsApi, EVENT_ROUTES } from "./events/events-api.ts";
import { createEventStream } from "./events/stream.ts";
import { createEventStreams } from "./events/streams.ts";
import { createWebhooks } from "./webhooks/webhooks.ts";

const INDEX = {
  what: "carrier emulator: Twilio's messages, numbers and services, with faults on demand",
  api: [
    `GET /${API_VERSION}/Accounts/:sid.json`,
    `POST /${API_VERSION}/Accounts/:sid/Messages.json`,
    `GET /${API_VERSION}/Accounts/:sid/Messages.json?To=&From=&DateSent>=&PageSize=&PageToken=`,
    `GET, POST, DELETE /${API_VERSION}/Accounts/:sid/Messages/:sid.json`,
    `POST /${API_VERSION}/Accounts/:sid/Messages/:sid/Feedback.json`,
    `GET /${API_VERSION}/Accounts/:sid/Messages/:sid/Media.json`,
    `GET, DELETE /${API_VERSION}/Accounts/:sid/Messages/:sid/Media/:sid.json`,
    `GET /${API_VERSION}/Accounts/:sid/Messages/:sid/Media/:sid (sends on to the file)`,
    ...NUMBER_ROUTES,
    ...SERVICE_ROUTES,
    ...EVENT_ROUTES,
  ],
  control: [
    "GET /control/health",
    "GET /control/ledger?since=&limit=&to=",
    "GET /control/ledger/summary",
    'POST /control/clicks {"sid", "link"}',
    "GET /control/inbound?since=&limit=",
    "GET /control/blocked",
    "GET /control/numbers",
    'POST /control/calls {"from", "to"}',
    'POST /control/reset {"settings"?: true}',
    'POST /control/inbound {"from", "body", "to"?, "messagingServiceSid"?, "times"?, "messageSid"?, "files"?: [{"contentType", "base64"}]}',
    'POST /control/inbound/burst {"texts": [{"from", "to"?, "body"}], "perSecond"?}',
    'GET, POST, DELETE /control/faults {"kind", "code"?, "at"?, "probability"?, "count"?, "to"?, "seed"?, "delayMs"?, "call"?}',
    "DELETE /control/faults/:id",
    "GET, PUT /control/settings",
    'PUT /control/services/:sid {"numbers", "inboundUrl"?, "fallbackUrl"?, "statusCallback"?, "advancedOptOut"?}',
    "GET /control/webhooks?limit= (mode pull)",
    'POST /control/webhooks/answers [{"id", "status", "body"?}]',
  ],
};

export type EmulatorOptions = {
  /** Changes to the default settings, see settings.ts. */
  settings?: unknown;
  /** File that keeps the ledger over restarts. */
  ledgerFile?: string | undefined;
  now?: () => number;
};

/** Throws if the settings are not valid: the message names which. */
export function createEmulator(options: EmulatorOptions = {}) {
  const initial = changeSettings(defaultSettings(), options.settings ?? {});
  if (!initial.ok) throw new Error(`Settings of the carrier emulator: ${initial.reason}`);
  let current: EmulatorSettings = initial.settings;
  const settings = (): EmulatorSettings => current;
  const now = options.now ?? Date.now;
  const numbersFile = options.ledgerFile && `${options.ledgerFile}.numbers`;
  const numbers = createAccountNumbers(current, now, numbersFile);
  const senders = () => numbers.senders;
  const setSettings = (next: EmulatorSettings): void => {
    current = next;
    numbers.readSettings(next);
  };

  const ledger = createLedger(options.ledgerFile);
  const faults = createFaults();
  const timers = createTimers();
  const client = createWebhookClient();
  const webhooks = createWebhooks({ settings, client, faults });
  const streams = createEventStreams(now, options.ledgerFile && `${options.ledgerFile}.events`);
  const account = (sid: string) => senders().account(sid);
  const stream = createEventStream({ settings, streams, webhooks, timers, account, now });
  // A delivered text may bring a reply, and a reply's TwiML a text: the two know each other, the first one late.
  let inbound: InboundTexts | null = null;
  const progress = createProgress({
    settings,
    senders,
    ledger,
    webhooks,
    stream,
    timers,
    now,
    onDelivered: (text) => inbound?.autoReply(text),
  });
  const createText = createCreateText({ settings, senders, ledger, faults, progress, timers, now });
  inbound = createInboundTexts({ settings, senders, ledger, webhooks, timers, now, reply: createText.reply });

  const calls = createCalls({ senders, numbers, webhooks });

  const reset = (settingsToo: boolean): void => {
    timers.clear();
    webhooks.clear();
    stream.clear();
    faults.clear();
    createText.clear();
    ledger.clear();
    if (settingsToo) current = initial.settings;
    numbers.clear(current);
    if (settingsToo) streams.clear();
  };

  const app = new Hono<ApiEnv>();
  app.get("/", (c) => c.json(INDEX));
  app.route(
    "/control",
    controlApi({
      settings,
      setSettings,
      reset,
      ledger,
      numbers,
      faults,
      webhooks,
      stream,
      calls,
      createText,
      inbound,
      now,
    }),
  );
  app.route(STORE_PATH, fileStore({ settings, ledger }));
  app.route(GIVEN_UP_PATH, givenUpFiles(settings));
  app.route("/v1", eventsApi({ senders, streams, stream, faults }));
  app.route("/v1", servicesApi({ settings, senders, numbers, faults, now }));
  app.use(`/${API_VERSION}/Accounts/*`, requireLogin(senders, createText.countRefused));
  app.route(`/${API_VERSION}`, numbersApi({ settings, numbers, faults, now }));
  app.route(`/${API_VERSION}`, messagesApi({ settings, senders, ledger, createText, progress, now }));
  app.notFound((c) =>
    c.req.path.startsWith("/control")
      ? c.json({ error: `nothing at ${c.req.path}; GET / lists what there is` }, 404)
      : c.json(errorResource(20404, c.req.path), 404),
  );

  // Work that a kill interrupted goes on where it stopped.
  for (const text of ledger.texts) if (!isFinal(text.status)) createText.resume(text);
  inbound.resume();

  return {
    app,
    /** @param env what `getRequestListener` hands over; with it a fault can break the connection itself */
    fetch: (request: Request, env?: EmulatorEnv["Bindings"]): Response | Promise<Response> => app.fetch(request, env),
    ledger,
    numbers,
    close(): void {
      timers.clear();
      webhooks.clear();
      client.close();
      ledger.close();
      numbers.close();
      streams.close();
    },
  };
}
