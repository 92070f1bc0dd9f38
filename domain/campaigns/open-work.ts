/**
 * What is open in a campaign when somebody wants to close or archive it (docs/rules.md#states-open-work), and how it is
 * said. Nothing of it is lost by closing, but people would wait and nobody could answer them.
 */
import { refuse } from "../outcome.ts";
import type { Refusal } from "../outcome.ts";

export type OpenWork = {
  /** People who wrote last and wait for an answer. */
  waiting: number;
  /** Of these, people whose conversation no texter holds. */
  waitingForNobody: number;
  /** Contacts that texters hold and have not texted, and how many texters these are. */
  unsent: number;
  unsentTexters: number;
  /** Texts that wait for the carrier, or are on their way to it. */
  queued: number;
  /** Texts of unknown outcome. */
  undecided: number;
  /** Texters' requests for contacts of this campaign that nobody has decided. */
  requests: number;
  /** Texts that may be opt-outs and that nobody has decided. */
  reviews: number;
};

/** What a queue knows of it. */
export type QueueOpenWork = Pick<OpenWork, "waiting" | "waitingForNobody" | "queued" | "undecided"> & {
  unsentByTexter: [personId: string, count: number][];
};

/** What the campaign's queues know together. */
export type ConversationsOpen = Omit<OpenWork, "requests" | "reviews">;

const KINDS = ["waiting", "unsent", "queued", "undecided", "requests", "reviews"] as const;
export type OpenKind = (typeof KINDS)[number];

/** What is about to be done with the campaign. */
export type Ending = "close" | "archive";

/** One thing that is open: what it is, and how to settle it, as a part of a sentence. */
export type OpenLine = { kind: OpenKind; what: string; mend: string };

export function isAnythingOpen(open: OpenWork): boolean {
  return KINDS.some((kind) => open[kind] > 0);
}

/** What is open, the most urgent first. */
export function openLines(open: OpenWork, ending: Ending): OpenLine[] {
  return KINDS.filter((kind) => open[kind] > 0).map((kind) => Object.assign({ kind }, WORDS[kind](open, ending)));
}

/** The refusal of a change that was asked for without having seen this. */
export function openWorkRefusal(open: OpenWork, ending: Ending): Refusal<"work_open"> & { open: OpenWork } {
  const lines = openLines(open, ending).map(({ what, mend }) => `${what}: ${mend}.`);
  const anyway = `Or ${ending} it anyway, once you have seen this (openSeen: true).`;
  return { ...refuse("work_open", [...lines, anyway].join(" ")), open };
}

const WORDS: Record<OpenKind, (open: OpenWork, ending: Ending) => Omit<OpenLine, "kind">> = {
  waiting: ({ waiting, waitingForNobody }, ending) => {
    const so = number(waiting, "person waits for an answer", "people wait for an answer");
    return {
      what: so + without(waitingForNobody, waiting),
      mend:
        ending === "close"
          ? `give ${waiting === 1 ? "the conversation" : "them"} to somebody first`
          : "open the campaign for replies and answer first",
    };
  },
  unsent: ({ unsent, unsentTexters }, ending) => ({
    what: `${number(unsentTexters, "texter has", "texters have")} ${number(unsent, "contact", "contacts")} not texted yet`,
    mend:
      ending === "close"
        ? `take ${unsent === 1 ? "it" : "them"} back, or wait until ${unsent === 1 ? "it is" : "they are"} texted`
        : `reopen the campaign to text ${unsent === 1 ? "it" : "them"}, else ${unsent === 1 ? "it is" : "they are"} never texted`,
  }),
  queued: ({ queued }, ending) => ({
    what: number(queued, "text is waiting to go out", "texts are waiting to go out"),
    mend:
      ending === "close"
        ? `${queued === 1 ? "it still goes" : "they still go"} out within texting hours`
        : `archive when ${queued === 1 ? "it has" : "they have"} gone out within texting hours`,
  }),
  undecided: ({ undecided }) => ({
    what: number(undecided, "text has an unknown outcome", "texts have an unknown outcome"),
    mend: "decide under “Needs a decision”",
  }),
  requests: ({ requests }) => ({
    what: number(requests, "request for texts is waiting", "requests for texts are waiting"),
    mend: `approve or reject ${requests === 1 ? "it" : "them"}`,
  }),
  reviews: ({ reviews }) => ({
    what: number(reviews, "text may be an opt-out", "texts may be opt-outs"),
    mend: `decide about ${reviews === 1 ? "it" : "them"} under Opt-outs`,
  }),
};

function without(forNobody: number, waiting: number): string {
  if (forNobody === 0) return "";
  if (forNobody === waiting) return ", not assigned to a texter";
  return `, ${number(forNobody, "of them not assigned", "of them not assigned")}`;
}

function number(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
