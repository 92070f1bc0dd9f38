/** Between a text that a texter sends and the carrier. */
import type { Guard } from "./guard.ts";

const QUEUE = "durable-objects/campaign-queue";

export const SENDING_GUARDS: readonly Guard[] = [
  {
    name: "a known message id is not accepted again",
    likely: ["lost-calls"],
    changes: [
      {
        file: `${QUEUE}/sending/sends.ts`,
        find: 'contact.status === "needsMessage" ? null : store.message(n, messageId)',
        replace: 'contact.status === "needsMessage" || contact.n > 0 ? null : store.message(n, messageId)',
      },
    ],
  },
  {
    name: "only the texter who holds the contact may text it",
    likely: ["giving-back"],
    changes: [
      {
        file: `${QUEUE}/sending/sends.ts`,
        find: 'if (contact.texter !== texter.personId) return refusal("not_yours");\n  const now',
        replace: "const now",
      },
    ],
  },
  {
    name: "a reply is refused when the contact has written since",
    likely: ["chatty", "composing"],
    changes: [
      {
        file: `${QUEUE}/sending/sends.ts`,
        find: "contact.last_inbound !== null && contact.last_inbound !== request.lastSeenId",
        replace: "contact.n < 0",
      },
    ],
  },
  {
    name: "an opted-out contact's text is not accepted",
    likely: ["leavers"],
    changes: [
      {
        file: `${QUEUE}/sending/sends.ts`,
        find: "if (contact.opted_out === 1) return",
        replace: "if (contact.n < 0) return",
      },
    ],
  },
  {
    name: "a paused campaign accepts no text",
    likely: ["pauses"],
    changes: [
      {
        file: "domain/sending/sending-refusal.ts",
        find: '  if (campaign.paused) return "campaign_paused";\n',
        replace: "",
      },
    ],
  },
  {
    name: "a campaign that is closed for first texts accepts none",
    likely: ["closings"],
    changes: [
      {
        file: "domain/sending/sending-refusal.ts",
        find: 'if (campaign.status === "CLOSED_FOR_INITIAL_SENDS" && kind === "initial")',
        replace: 'if (campaign.status === "DRAFT" && kind === "initial")',
      },
    ],
  },
  {
    name: "opt-out, looked at in the block that marks SENDING",
    likely: ["leavers", "bursts"],
    changes: [
      {
        file: `${QUEUE}/sending/waves.ts`,
        find: "if (!mayGo || bad",
        replace: "if (bad",
      },
    ],
  },
  {
    name: "opt-out, looked at right before the call",
    likely: ["leavers", "bursts"],
    changes: [
      {
        file: `${QUEUE}/sending/waves.ts`,
        find: "return optedOut === (isConfirmation ? 1 : 0);",
        replace: "return optedOut !== null;",
      },
    ],
  },
  {
    name: "pause, looked at before a wave",
    likely: ["pauses", "bursts"],
    changes: [
      {
        file: `${QUEUE}/sending/waves.ts`,
        find: 'if (!config || config.paused || config.status === "DRAFT") return {',
        replace: "if (!config) return {",
      },
    ],
  },
  {
    name: "pause, looked at right before the call",
    likely: ["pauses", "bursts", "slow-carrier"],
    changes: [
      {
        file: `${QUEUE}/sending/waves.ts`,
        find: 'if (!config || config.paused || config.status === "ARCHIVED") return false;',
        replace: "if (!config) return false;",
      },
    ],
  },
  {
    name: "hours, looked at in the block that marks SENDING",
    likely: ["hours", "pauses", "bursts"],
    changes: [
      {
        file: `${QUEUE}/sending/waves.ts`,
        find: "if (!may.ok) {",
        replace: "if (!may.ok && change.at < 0) {",
      },
    ],
  },
  {
    name: "hours, looked at right before the call",
    likely: ["hours", "pauses", "bursts", "slow-carrier"],
    changes: [
      {
        file: `${QUEUE}/sending/waves.ts`,
        find: "  if (!may.ok) return null;\n  const leftMs = Math.min(may.windowEndsAtMs ?? Infinity, untilMs ?? Infinity) - nowMs;",
        replace: "  const leftMs = Math.max(60_000, (may.ok ? (may.windowEndsAtMs ?? Infinity) : 0) - nowMs);",
      },
    ],
  },
  {
    name: "an answer that comes after a report does not set the text back",
    likely: ["slow-carrier"],
    changes: [
      {
        file: `${QUEUE}/sending/waves.ts`,
        find: 'if (message.send_status !== "SENDING") {',
        replace: 'if (message.send_status === "QUEUED") {',
      },
    ],
  },
  {
    name: "after a restart a text under way becomes UNKNOWN",
    likely: ["object-kills"],
    changes: [
      {
        file: `${QUEUE}/undecided/look-ups.ts`,
        find: "if (sendingBecomesUnknown(store, carrier.lookUpAfterMs) > 0) this.plan();",
        replace: "void [sendingBecomesUnknown, store, carrier];",
      },
    ],
  },
  {
    name: "an unclear answer is not taken for a refusal",
    likely: ["carrier-faults"],
    changes: [
      {
        file: "twilio/carrier.ts",
        find: 'if (!answer.ok) return { kind: "unknown", detail: answer.detail };',
        replace: 'if (!answer.ok) return { kind: "throttled", retryAfterMs: 1000 };',
      },
    ],
  },
  {
    name: "an absence proves nothing before its time",
    likely: ["late-carrier"],
    changes: [
      {
        file: `${QUEUE}/undecided/unknowns.ts`,
        find: "else if (askedAtMs < provenAtMs) change",
        replace: "else if (askedAtMs < 0) change",
      },
    ],
  },
  {
    name: "a report never moves a text back",
    likely: ["carrier-faults"],
    changes: [
      {
        file: "domain/statuses.ts",
        find: "return HEIGHT[reported] > HEIGHT[present] ? reported : present;",
        replace: "return HEIGHT[reported] < 0 ? present : reported;",
      },
    ],
  },
];
