/** Where the carrier's texts come in, and opt-outs. */
import type { Guard } from "./guard.ts";

const QUEUE = "durable-objects/campaign-queue";

export const REPLY_GUARDS: readonly Guard[] = [
  {
    name: "an inbound text is known by its sid",
    likely: ["leavers", "replies"],
    changes: [
      {
        file: `${QUEUE}/conversations/inbound.ts`,
        find: "if (store.message(inbound.n, inbound.sid)) {",
        replace: "if (inbound.n < 0) {",
      },
    ],
  },
  {
    name: "one confirmation of an opt-out",
    likely: ["leavers"],
    changes: [
      {
        file: `${QUEUE}/conversations/inbound.ts`,
        find: "inbound.carrierAnswered || intent.carrierAnswers || contact.opted_out === 1",
        replace: "inbound.carrierAnswered || intent.carrierAnswers",
      },
      {
        file: "durable-objects/contact-directory/opt-outs/opt-outs.ts",
        find: "const decided = isSource(this.#numbers.decidingEntry(entry.cell), entry);",
        replace: "const decided = isSource(entry, entry);",
      },
    ],
  },
  {
    name: "an opt-out is owed to the directory",
    likely: ["leavers"],
    changes: [
      {
        file: `${QUEUE}/conversations/inbound.ts`,
        find: '    oweOptOut(store, { n: inbound.n, messageId: inbound.sid, optedOut: true, reason: "stop_word" });\n',
        replace: "",
      },
    ],
  },
  {
    name: "an older state of a number does not replace a newer one",
    likely: ["returners", "late-calls"],
    changes: [
      {
        file: `${QUEUE}/conversations/inbound.ts`,
        find: "if (!contact || contact.opt_out_version >= request.version) continue;",
        replace: "if (!contact || contact.opt_out_version === request.version) continue;",
      },
    ],
  },
];
