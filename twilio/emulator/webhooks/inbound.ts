/** Texts from contacts: what the carrier does with them itself, their webhooks, and the texts that TwiML answers ask for. */
import { drawMs, draw, isDropped } from "../chance.ts";
import { newSid, type CreateText } from "../api/create-text.ts";
import { blockKey, keywordOf } from "./keywords.ts";
import type { InboundFile, Ledger, LedgerInbound, LedgerText } from "../ledger.ts";
import { fileParams } from "../api/media.ts";
import { API_VERSION, segmentsOf } from "../api/message-resource.ts";
import { eventToken } from "./progress.ts";
import { phoneNumberOf, stickySender, type NumberOwner, type Senders } from "../api/senders.ts";
import type { Place, EmulatorSettings } from "../settings.ts";
import type { Timers } from "../timers.ts";
import type { WebhookAnswer, Webhooks } from "./webhooks.ts";

/**
 * `to`: the number that is texted; by default the one that texted this contact last, of the service if one is named.
 */
export type InboundRequest = {
  from: string;
  body: string;
  to?: string | undefined;
  messagingServiceSid?: string | undefined;
  /** Deliveries of the same webhook, at once. */
  times?: number | undefined;
  messageSid?: string | undefined;
  /** Its files; their addresses are under `mediaOrigin`, where this emulator is reached. */
  files?: InboundFile[] | undefined;
  mediaOrigin?: string | undefined;
};

export type InboundResult =
  | { ok: true; messageSid: string; to: string; answers: Promise<WebhookAnswer[]> }
  | { ok: false; reason: string };

export type InboundTexts = ReturnType<typeof createInboundTexts>;

export function createInboundTexts(deps: {
  settings: () => EmulatorSettings;
  senders: () => Senders;
  ledger: Ledger;
  webhooks: Webhooks;
  timers: Timers;
  now: () => number;
  reply: CreateText["reply"];
}) {
  function receive(text: InboundRequest): InboundResult {
    const to = text.to ?? lastSender(text);
    const owner = to === null ? null : deps.senders().owner(to);
    if (to === null || !owner)
      return { ok: false, reason: `${to ?? "no number"} is not a number of this carrier's settings` };
    const inbound = deps.ledger.receive({
      sid: text.messageSid ?? newSid(text.files?.length ? "MM" : "SM"),
      accountSid: owner.account.sid,
      messagingServiceSid: owner.service?.sid ?? null,
      from: text.from,
      to,
      body: text.body,
      at: deps.now(),
      times: text.times ?? 1,
      ...(text.files?.length ? { files: text.files, mediaOrigin: text.mediaOrigin ?? "" } : {}),
    });
    return { ok: true, messageSid: inbound.sid, to, answers: deliver(inbound, owner, text.times ?? 1) };
  }

  function lastSender(text: InboundRequest): string | null {
    const named = text.messagingServiceSid === undefined ? null : deps.senders().anyService(text.messagingServiceSid);
    const last = deps.ledger
      .textsTo(text.from)
      .findLast(
        (one) => text.messagingServiceSid === undefined || one.messagingServiceSid === text.messagingServiceSid,
      );
    if (last) return last.from;
    if (named) return stickySender(named.service, text.from);
    return text.messagingServiceSid === undefined ? deps.senders().first() : null;
  }

  function deliver(inbound: LedgerInbound, owner: NumberOwner, times: number): Promise<WebhookAnswer[]> {
    const { from, to, body } = inbound;
    const messagingServiceSid = owner.service?.sid ?? null;
    const key = blockKey({ messagingServiceSid, from: to }, from);
    const { keywords, places } = deps.settings();
    const own = owner.service?.advancedOptOut ?? null;
    const keyword = keywords ? keywordOf(body, deps.ledger.isBlocked(key), own) : null;
    if (keyword === "STOP") deps.ledger.setBlocked(key, true);
    if (keyword === "START") deps.ledger.setBlocked(key, false);
    const { inboundUrl } = owner;
    if (inboundUrl === null) return Promise.resolve([]);
    const params: Record<string, string> = {
      ...placeParams("To", places[phoneNumberOf(to)] ?? null, to),
      ...placeParams("From", places[phoneNumberOf(from)] ?? null, from),
      SmsMessageSid: inbound.sid,
      NumMedia: "0",
      SmsSid: inbound.sid,
      SmsStatus: "received",
      Body: body,
      To: to,
      NumSegments: String(segmentsOf(body)),
      MessageSid: inbound.sid,
      AccountSid: owner.account.sid,
      From: from,
      ApiVersion: API_VERSION,
    };
    const { files, mediaOrigin: origin = "" } = inbound;
    if (files) {
      Object.assign(params, fileParams(files, { origin, accountSid: owner.account.sid, messageSid: inbound.sid }));
    }
    if (messagingServiceSid !== null) params["MessagingServiceSid"] = messagingServiceSid;
    // The default opt-out handling blocks and answers, but the webhook does not mention it.
    if (keyword !== null && own !== null) params["OptOutType"] = keyword;
    const job = {
      kind: "inbound" as const,
      messageSid: inbound.sid,
      url: inboundUrl,
      fallbackUrl: owner.fallbackUrl,
      params,
      account: owner.account,
      idempotencyToken: eventToken(inbound.sid, "received"),
    };
    const one = async (): Promise<WebhookAnswer> => {
      const answer = await deps.webhooks.dispatch(job);
      deps.ledger.answered(inbound.sid, answer.status, deps.now());
      if (answer.status >= 200 && answer.status < 300) {
        for (const reply of messagesIn(answer.body)) deps.reply(owner.account, to, from, reply);
      }
      return answer;
    };
    return Promise.all(Array.from({ length: times }, one));
  }

  return {
    receive,

    /** Perhaps answers a text that has reached its phone, some seconds later. */
    autoReply(text: LedgerText): void {
      const { autoReplies, seed } = deps.settings();
      if (text.direction !== "outbound-api" || isDropped(text.to, autoReplies.dropRatio)) return;
      const key = `reply${text.to}#${deps.ledger.textsTo(text.to).length}`;
      const body = autoReplies.replies[Math.floor(draw(seed, key) * autoReplies.replies.length)];
      if (body === undefined) return;
      deps.timers.after(drawMs(autoReplies.delayMs, seed, key), () => {
        receive({ from: text.to, to: text.from, body });
      });
    },

    /** Takes up, after a restart, the webhooks that were under way. */
    resume(): void {
      for (const inbound of deps.ledger.inbounds) {
        const owner = deps.senders().owner(inbound.to);
        const missing = inbound.times - inbound.answers.length;
        if (owner && missing > 0) void deliver(inbound, owner, missing);
      }
    },
  };
}

/** Where a number is; unknown parts are empty, except for the country of a North American number. */
function placeParams(side: "From" | "To", known: Place | null, address: string): Record<string, string> {
  const country = known?.country ?? (phoneNumberOf(address).startsWith("+1") ? "US" : "");
  return {
    [`${side}City`]: known?.city ?? "",
    [`${side}State`]: known?.state ?? "",
    [`${side}Zip`]: known?.zip ?? "",
    [`${side}Country`]: country,
  };
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Bodies of the texts a TwiML answer asks for. */
export function messagesIn(twiml: string): string[] {
  const bodies: string[] = [];
  for (const [, content = ""] of twiml.matchAll(/<Message(?:\s[^>]*)?>([\s\S]*?)<\/Message>/g)) {
    const inner = /<Body>([\s\S]*?)<\/Body>/.exec(content)?.[1] ?? content;
    const body = inner.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? "").trim();
    if (body !== "") bodies.push(body);
  }
  return bodies;
}
