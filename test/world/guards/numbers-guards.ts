/** Numbers and the phone service. */
import type { Guard } from "./guard.ts";

const INVENTORY = "durable-objects/number-inventory";
const POOL = "durable-objects/number-pool";
const CAMPAIGN = "durable-objects/campaign";
const LINE = "durable-objects/sms-line";

export const NUMBERS_GUARDS: readonly Guard[] = [
  {
    name: "a request that was released before it arrived reserves nothing",
    likely: ["drafts", "late-calls"],
    changes: [
      {
        file: `${INVENTORY}/reservations.ts`,
        find: '    this.#insert({ id, requestId, holder, count: 0, numbers: [], untilMs: now(), state: "released" });\n',
        replace: "",
      },
    ],
  },
  {
    name: "what a refused reservation has taken is given back",
    likely: ["drafts"],
    changes: [
      {
        file: `${CAMPAIGN}/numbers/reserved-numbers.ts`,
        find: "UPDATE number_parts SET state = 'owed' WHERE wish_id = ?",
        replace: "DELETE FROM number_parts WHERE wish_id = ?",
      },
    ],
  },
  {
    name: "the start takes over what its draft held",
    likely: ["number-starts"],
    changes: [{ file: `${CAMPAIGN}/lifecycle/lifecycle.ts`, find: "    reservations.handOver();\n", replace: "" }],
  },
  {
    name: "a service is looked for by its name before one is made",
    likely: ["number-starts", "carrier-faults"],
    changes: [
      {
        file: `${CAMPAIGN}/numbers/setup-steps.ts`,
        find: "const [oldest, ...others] = services.toSorted(",
        replace: "const [oldest, ...others] = services.slice(0, 0).toSorted(",
      },
    ],
  },
  {
    name: "a purchase is stored before the carrier is asked",
    likely: ["buying", "carrier-faults"],
    changes: [
      {
        file: `${POOL}/buying/buying.ts`,
        find: "    this.#purchases.asked(number, this.#deps.now());\n",
        replace: "",
      },
    ],
  },
  {
    name: "a purchase that is not listed proves nothing before its time",
    likely: ["buying", "late-carrier"],
    changes: [
      {
        file: `${POOL}/buying/buying.ts`,
        find: "const ABSENCE_IS_PROOF_AFTER_MS = 60_000;",
        replace: "const ABSENCE_IS_PROOF_AFTER_MS = 0;",
      },
    ],
  },
  {
    name: "older counts do not replace newer ones",
    likely: ["drafts", "late-calls"],
    changes: [{ file: `${POOL}/area-codes.ts`, find: "WHERE excluded.version > version`", replace: "WHERE true`" }],
  },
  {
    name: "what was on its way when a line stopped is looked up, not sent again",
    likely: ["sends", "object-kills"],
    changes: [
      {
        file: `${LINE}/line-sender.ts`,
        find: "for (const row of lost) this.#isUnknown(row, carrier(row.account_sid).lookUpAfterMs);",
        replace:
          "for (const row of lost) if (carrier(row.account_sid).lookUpAfterMs >= 0) store.requeue(row, { countsAsTry: false });",
      },
    ],
  },
  {
    name: "two programs that answer each other are stopped",
    likely: ["loops"],
    changes: [
      {
        file: `${LINE}/accept.ts`,
        find: "const loopEndsAtMs = store.loopEndsAtMs(peer);",
        replace: "const loopEndsAtMs = store.loopEndsAtMs(`${peer} `);",
      },
    ],
  },
  {
    name: "an older copy of the tokens does not replace a newer one",
    likely: ["tokens", "late-calls"],
    changes: [
      {
        file: "durable-objects/organization/phone-service.ts",
        find: "json = excluded.json WHERE excluded.version > version`",
        replace: "json = excluded.json`",
      },
    ],
  },
];
