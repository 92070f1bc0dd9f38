/** Faults the emulated carrier shows on demand: rules set over `POST /control/faults`, matched by seeded draws. */
import * as z from "zod";
import { draw } from "./chance.ts";

const KINDS = [
  /** Not processed: 429 with code 20429. `delayMs` becomes Retry-After. */
  "429",
  /** Not processed: 500. */
  "500",
  /** Accepted, but the request is not answered for `delayMs` (default 30 s), then its connection is destroyed. */
  "accept-then-time-out",
  /** Accepted, but answered with 500. */
  "accept-then-500",
  /** Reports come `delayMs` later (default 5 s). */
  "late-callbacks",
  /** Each report comes twice, the second one `delayMs` later (default 20 ms). */
  "duplicate-callbacks",
  /** Reports come once the text is final, the last one first. */
  "out-of-order-callbacks",
  /** No reports. */
  "drop-callbacks",
  /** The main address of inbound texts is not reached, the fallback address is; `to` is the contact who writes. */
  "inbound-unreachable",
  /** The main address of inbound texts is reached, but its answer gets lost. */
  "inbound-answer-lost",
  /** The text fails with `code`: at the request for 2xxxx, by a report for 3xxxx, or where `at` says. */
  "error-code",
] as const;
export type FaultKind = (typeof KINDS)[number];

/** Kinds that a call for numbers and services can meet. */
const OF_CALLS: ReadonlySet<FaultKind> = new Set([
  "429",
  "500",
  "accept-then-time-out",
  "accept-then-500",
  "error-code",
]);

export const faultBody = z
  .strictObject({
    kind: z.enum(KINDS),
    code: z.int().min(10_000).max(99_999).optional(),
    at: z.enum(["request", "report"]).optional(),
    /** Share of texts that meet the fault, drawn per recipient and attempt. Default: all. */
    probability: z.number().min(0).max(1).default(1),
    /** The fault is over after so many texts. Default: never. */
    count: z.int().min(1).optional(),
    /** Only texts to this number. */
    to: z.string().optional(),
    /** Only this kind of call for numbers and services, and no text. `to` is then the number or service. */
    call: z.enum(["search", "buy", "numbers", "services", "pool", "events"]).optional(),
    seed: z.int().default(1),
    delayMs: z.number().min(0).optional(),
  })
  .refine((fault) => (fault.kind === "error-code") === (fault.code !== undefined), {
    message: "`code` belongs to the kind error-code, and to no other",
  })
  .refine((fault) => fault.call === undefined || OF_CALLS.has(fault.kind), {
    message: "a call for numbers is refused by 429, 500 or error-code, or done and its answer lost",
  });

/** A text without files is never refused with "No MMS here". */
const NO_MMS = 30_011;

export type Fault = z.output<typeof faultBody> & { id: number; hits: number };

/** What happens to a text, decided when it is offered. */
export type FaultPlan = {
  /** Instead of accepting: an answer that says the text was not processed or not wanted. */
  refuse: Fault | null;
  /** After accepting: the answer is withheld or wrong. */
  obscure: Fault | null;
  /** Final error code, by a report. */
  errorCode: number | null;
  lateMs: number;
  duplicateMs: number | null;
  reversed: boolean;
  dropped: boolean;
};

export const NO_FAULTS: FaultPlan = {
  refuse: null,
  obscure: null,
  errorCode: null,
  lateMs: 0,
  duplicateMs: null,
  reversed: false,
  dropped: false,
};

export type FaultyCall = NonNullable<Fault["call"]>;

export type Faults = ReturnType<typeof createFaults>;

export function createFaults() {
  let faults: Fault[] = [];
  let nextId = 1;
  /** Attempts per recipient, so that a repeated text draws anew. */
  let attempts = new Map<string, number>();

  /** Texts do not meet faults of calls for numbers. */
  const ofTexts = (): Fault[] => faults.filter(({ call }) => call === undefined);

  function meets(fault: Fault, to: string, attempt: number, hasFiles = false): boolean {
    if (fault.code === NO_MMS && !hasFiles) return false;
    if (fault.count !== undefined && fault.hits >= fault.count) return false;
    if (fault.to !== undefined && fault.to !== to) return false;
    if (fault.probability < 1 && draw(fault.seed, `${fault.kind}${to}#${attempt}`) >= fault.probability) return false;
    fault.hits += 1;
    return true;
  }

  return {
    list: (): readonly Fault[] => faults,
    add(body: z.output<typeof faultBody>): Fault {
      const fault = { ...body, id: nextId, hits: 0 };
      nextId += 1;
      faults.push(fault);
      return fault;
    },
    remove(id: number): boolean {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    clear(): void {
      faults = [];
      attempts = new Map();
    },

    /** What the next text to this number meets. A text that is refused meets nothing else. */
    plan(to: string, hasFiles = false): FaultPlan {
      if (faults.length === 0) return NO_FAULTS;
      const attempt = attempts.get(to) ?? 0;
      attempts.set(to, attempt + 1);
      const plan = { ...NO_FAULTS };
      plan.refuse = ofTexts().find((fault) => refusesBy(fault) && meets(fault, to, attempt, hasFiles)) ?? null;
      if (plan.refuse) return plan;
      for (const fault of ofTexts()) {
        if (refusesBy(fault) || isInbound(fault) || !meets(fault, to, attempt, hasFiles)) continue;
        if (fault.kind === "accept-then-time-out" || fault.kind === "accept-then-500") plan.obscure ??= fault;
        else if (fault.kind === "late-callbacks") plan.lateMs = fault.delayMs ?? 5000;
        else if (fault.kind === "duplicate-callbacks") plan.duplicateMs = fault.delayMs ?? 20;
        else if (fault.kind === "out-of-order-callbacks") plan.reversed = true;
        else if (fault.kind === "drop-callbacks") plan.dropped = true;
        else if (fault.code !== undefined) plan.errorCode ??= fault.code;
      }
      return plan;
    },

    /** What a call for numbers and services meets: it is refused, or done with an answer that is withheld or wrong. */
    forCall(call: FaultyCall, about: string): Pick<FaultPlan, "refuse" | "obscure"> {
      const own = faults.filter((fault) => fault.call === call);
      if (own.length === 0) return NO_FAULTS;
      const key = `${call} ${about}`;
      const attempt = attempts.get(key) ?? 0;
      attempts.set(key, attempt + 1);
      const met = own.find((fault) => meets(fault, about, attempt)) ?? null;
      return met === null || refusesBy(met) ? { refuse: met, obscure: null } : { refuse: null, obscure: met };
    },

    /** What the webhook of a text from this contact meets at its main address. */
    inbound(from: string, attempt: number): FaultKind | null {
      return ofTexts().find((fault) => isInbound(fault) && meets(fault, from, attempt))?.kind ?? null;
    },
  };
}

function refusesBy(fault: Fault): boolean {
  return fault.kind === "429" || fault.kind === "500" || (fault.kind === "error-code" && !isReported(fault));
}

function isInbound({ kind }: Fault): boolean {
  return kind === "inbound-unreachable" || kind === "inbound-answer-lost";
}

function isReported(fault: Fault): boolean {
  return fault.at === undefined ? (fault.code ?? 0) >= 30_000 : fault.at === "report";
}
