/**
 * Event Streams: sinks, subscriptions and their events, as the carrier's host `events.` has them
 * (https://www.twilio.com/docs/events/event-streams/sink-resource and …/subscription, read 2026-11-30). A sink is active
 * from the beginning, and validating one always answers "valid" (…/sink-resource/validate).
 */
import { Hono, type Context } from "hono";
import { parseForm, type FormParams } from "../../signature.ts";
import { answerError, requireLogin, type ApiEnv } from "../api/login.ts";
import type { Senders } from "../api/senders.ts";
import type { Faults } from "../faults.ts";
import { underFaults } from "../numbers/call-faults.ts";
import { metaFields, pageOf } from "../numbers/pages.ts";
import { given } from "../numbers/read-form.ts";
import type { EventStream } from "./stream.ts";
import type { EventStreams, Sink, SubscribedEvent, Subscription } from "./streams.ts";

const SINK = "/Sinks/:sid{DG[0-9a-f]{32}}";
const SUBSCRIPTION = "/Subscriptions/:sid{DF[0-9a-f]{32}}";
const SINK_TYPES: ReadonlySet<string> = new Set(["webhook", "kinesis", "segment", "email"]);
const KNOWN_TYPE = /^com\.twilio\.[a-z0-9.-]+$/;

export function eventsApi(deps: {
  senders: () => Senders;
  streams: EventStreams;
  stream: EventStream;
  faults: Faults;
}) {
  const { streams, faults } = deps;
  const app = new Hono<ApiEnv>();
  app.use(
    "/Sinks/*",
    requireLogin(deps.senders, () => {}),
  );
  app.use(
    "/Subscriptions/*",
    requireLogin(deps.senders, () => {}),
  );
  const accountOf = (c: Context<ApiEnv>): string => c.get("account").sid;
  const underEvents = (c: Context<ApiEnv>, about: string, effect: () => Response) =>
    underFaults(c, faults, { call: "events", about }, effect);

  app.post("/Sinks", async (c) => {
    const form = parseForm(await c.req.text());
    return underEvents(c, given(form, "Description") ?? "", () => {
      const read = readSink(form);
      if (!read.ok) return answerError(c, 20001, read.detail);
      return c.json(sinkResource(c, streams.makeSink({ accountSid: accountOf(c), ...read.sink })), 201);
    });
  });
  app.get("/Sinks", (c) => {
    const query = new URL(c.req.url).searchParams;
    const page = pageOf(streams.sinksOf(accountOf(c)), query);
    if (!page) return answerError(c, 20001, "PageSize, Page and PageToken");
    const sinks = page.shown.map((each) => sinkResource(c, each));
    return underEvents(c, "", () => c.json({ sinks, meta: metaFields("sinks", baseOf(c), query, page) }));
  });
  const sinkOf = (c: Context<ApiEnv>): Sink | null => streams.sink(accountOf(c), c.req.param("sid") ?? "");
  app.get(SINK, (c) => {
    const sink = sinkOf(c);
    return sink ? c.json(sinkResource(c, sink)) : answerError(c, 20404, c.req.path);
  });
  /** Only the description can be changed. */
  app.post(SINK, async (c) => {
    const description = given(parseForm(await c.req.text()), "Description");
    const sink = sinkOf(c);
    if (!sink) return answerError(c, 20404, c.req.path);
    if (!description) return answerError(c, 20001, "Description");
    streams.saveSink({ ...sink, description });
    return c.json(sinkResource(c, { ...sink, description }));
  });
  app.delete(SINK, (c) => {
    const sink = sinkOf(c);
    if (!sink) return answerError(c, 20404, c.req.path);
    const isInUse = streams.subscriptionsOf(sink.accountSid).some(({ sinkSid }) => sinkSid === sink.sid);
    if (isInUse) return answerError(c, 20001, `${sink.sid} has subscriptions: delete them first`);
    return underEvents(c, sink.sid, () => {
      streams.removeSink(sink.sid);
      return c.body(null, 204);
    });
  });
  app.post(`${SINK}/Test`, (c) => {
    const sink = sinkOf(c);
    if (!sink) return answerError(c, 20404, c.req.path);
    deps.stream.test(sink);
    return c.json({ result: "submitted" }, 201);
  });
  app.post(`${SINK}/Validate`, (c) =>
    sinkOf(c) ? c.json({ result: "valid" }, 201) : answerError(c, 20404, c.req.path),
  );

  app.post("/Subscriptions", async (c) => {
    const form = parseForm(await c.req.text());
    const [description, sinkSid] = [given(form, "Description"), given(form, "SinkSid") ?? ""];
    return underEvents(c, sinkSid, () => {
      const sink = streams.sink(accountOf(c), sinkSid);
      if (!description) return answerError(c, 20001, "Description");
      if (!sink) return answerError(c, 20001, `SinkSid ${sinkSid}`);
      const events = readTypes(form);
      if (!events) return answerError(c, 20001, "Types");
      const made = streams.makeSubscription({ accountSid: accountOf(c), description, sinkSid, events });
      return c.json(subscriptionResource(c, made), 201);
    });
  });
  app.get("/Subscriptions", (c) => {
    const query = new URL(c.req.url).searchParams;
    const sinkSid = query.get("SinkSid");
    const all = streams.subscriptionsOf(accountOf(c));
    const page = pageOf(sinkSid === null ? all : all.filter((each) => each.sinkSid === sinkSid), query);
    if (!page) return answerError(c, 20001, "PageSize, Page and PageToken");
    const subscriptions = page.shown.map((each) => subscriptionResource(c, each));
    const meta = metaFields("subscriptions", baseOf(c), query, page);
    return underEvents(c, "", () => c.json({ subscriptions, meta }));
  });
  const named = (c: Context<ApiEnv>): Subscription | null =>
    streams.subscription(accountOf(c), c.req.param("sid") ?? "");
  app.get(SUBSCRIPTION, (c) => {
    const found = named(c);
    return found ? c.json(subscriptionResource(c, found)) : answerError(c, 20404, c.req.path);
  });
  app.delete(SUBSCRIPTION, (c) => {
    const found = named(c);
    if (!found) return answerError(c, 20404, c.req.path);
    return underEvents(c, found.sid, () => {
      streams.removeSubscription(found.sid);
      return c.body(null, 204);
    });
  });

  app.get(`${SUBSCRIPTION}/SubscribedEvents`, (c) => {
    const found = named(c);
    if (!found) return answerError(c, 20404, c.req.path);
    const query = new URL(c.req.url).searchParams;
    const page = pageOf(
      found.events.map((each) => ({ ...each, sid: each.type })),
      query,
    );
    if (!page) return answerError(c, 20001, "PageSize, Page and PageToken");
    const types = page.shown.map((each) => eventResource(c, found, each));
    return c.json({ types, meta: metaFields("types", baseOf(c), query, page) });
  });
  app.post(`${SUBSCRIPTION}/SubscribedEvents`, async (c) => {
    const form = parseForm(await c.req.text());
    const found = named(c);
    if (!found) return answerError(c, 20404, c.req.path);
    const type = given(form, "Type") ?? "";
    const schemaVersion = Number(given(form, "SchemaVersion") ?? 1);
    if (!KNOWN_TYPE.test(type) || !Number.isInteger(schemaVersion)) return answerError(c, 20001, "Type, SchemaVersion");
    return underEvents(c, type, () => {
      const events = [...found.events.filter((each) => each.type !== type), { type, schemaVersion }];
      streams.saveSubscription({ ...found, events });
      return c.json(eventResource(c, found, { type, schemaVersion }), 201);
    });
  });
  app.delete(`${SUBSCRIPTION}/SubscribedEvents/:type`, (c) => {
    const found = named(c);
    const type = c.req.param("type");
    if (!found?.events.some((each) => each.type === type)) return answerError(c, 20404, c.req.path);
    streams.saveSubscription({ ...found, events: found.events.filter((each) => each.type !== type) });
    return c.body(null, 204);
  });
  return app;
}

type ReadSink =
  | { ok: true; sink: Pick<Sink, "description" | "type" | "configuration"> }
  | { ok: false; detail: string };

function readSink(form: FormParams): ReadSink {
  const [description, type] = [given(form, "Description"), given(form, "SinkType")];
  if (!description) return { ok: false, detail: "Description" };
  if (!type || !SINK_TYPES.has(type)) return { ok: false, detail: "SinkType" };
  const configuration = readObject(given(form, "SinkConfiguration"));
  if (!configuration) return { ok: false, detail: "SinkConfiguration" };
  const { destination } = configuration;
  if (type === "webhook" && (typeof destination !== "string" || !URL.canParse(destination)))
    return { ok: false, detail: "SinkConfiguration.destination" };
  return { ok: true, sink: { description, type, configuration } };
}

/** Null: they are no types. One may be subscribed to once. */
function readTypes(form: FormParams): SubscribedEvent[] | null {
  const { Types: listed } = form;
  const all = (typeof listed === "string" ? [listed] : (listed ?? [])).map(readObject);
  const events = all.flatMap((each) => {
    const [type, version = 1] = [each?.["type"], each?.["schema_version"]];
    return typeof type === "string" && KNOWN_TYPE.test(type) && Number.isInteger(version)
      ? [{ type, schemaVersion: Number(version) }]
      : [];
  });
  const isWhole = events.length > 0 && events.length === all.length;
  return isWhole && new Set(events.map(({ type }) => type)).size === events.length ? events : null;
}

function readObject(json: string | null | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json ?? "");
    // An object has keys of this kind.
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const baseOf = (c: Context<ApiEnv>): string => new URL(c.req.url).origin + c.req.path;
const rootOf = (c: Context<ApiEnv>): string => `${new URL(c.req.url).origin}/v1`;

function sinkResource(c: Context<ApiEnv>, { sid, description, type, configuration, createdAt, updatedAt }: Sink) {
  const url = `${rootOf(c)}/Sinks/${sid}`;
  return {
    date_created: new Date(createdAt).toISOString(),
    date_updated: new Date(updatedAt).toISOString(),
    description,
    links: { sink_test: `${url}/Test`, sink_validate: `${url}/Validate` },
    sid,
    sink_configuration: configuration,
    sink_type: type,
    status: "active",
    url,
  };
}

function subscriptionResource(c: Context<ApiEnv>, subscription: Subscription) {
  const url = `${rootOf(c)}/Subscriptions/${subscription.sid}`;
  return {
    account_sid: subscription.accountSid,
    date_created: new Date(subscription.createdAt).toISOString(),
    date_updated: new Date(subscription.updatedAt).toISOString(),
    description: subscription.description,
    links: { subscribed_events: `${url}/SubscribedEvents` },
    receive_events_from_subaccounts: false,
    sid: subscription.sid,
    sink_sid: subscription.sinkSid,
    url,
  };
}

function eventResource(c: Context<ApiEnv>, subscription: Subscription, { type, schemaVersion }: SubscribedEvent) {
  return {
    account_sid: subscription.accountSid,
    schema_version: schemaVersion,
    subscription_sid: subscription.sid,
    type,
    url: `${rootOf(c)}/Subscriptions/${subscription.sid}/SubscribedEvents/${type}`,
  };
}

export const EVENT_ROUTES = [
  "GET, POST /v1/Sinks; GET, POST, DELETE /v1/Sinks/:sid; POST /v1/Sinks/:sid/{Test|Validate}",
  "GET, POST /v1/Subscriptions; GET, DELETE /v1/Subscriptions/:sid",
  "GET, POST /v1/Subscriptions/:sid/SubscribedEvents; DELETE …/SubscribedEvents/:type",
];
