/** The figures of a run, and their targets. Keys are stable (docs/benchmarks.md). */
import type { AcceptFigures, OfferedFigures } from "./scenarios/accept.ts";
import type { ImportFigures } from "./scenarios/import.ts";
import type { DrainFigures } from "./scenarios/drain.ts";
import type { CarryFigures } from "./scenarios/carry.ts";
import type { InboundFigures, ReplyFigures } from "./scenarios/inbound.ts";
import type { LeaseFigures } from "./scenarios/lease.ts";
import type { LoadingFigures } from "./scenarios/loading.ts";
import type { PullFigures } from "./scenarios/pulling.ts";
import type { ManyFigures, PhoneFigures } from "./scenarios/phone.ts";
import type { OpenFigures } from "./scenarios/open.ts";
import type { ReportFigures } from "./scenarios/reports.ts";
import type { Memory, Part } from "./processes.ts";

/** By scenario; what was not run is absent. */
export type Results = {
  lease?: LeaseFigures;
  accept1?: AcceptFigures;
  accept20?: AcceptFigures;
  accept100?: AcceptFigures;
  accept100ByHttp?: AcceptFigures;
  acceptCarrierHeld?: AcceptFigures;
  acceptOffered?: OfferedFigures;
  carry?: CarryFigures;
  inbound?: InboundFigures;
  inboundOwn?: InboundFigures;
  replyToSocket?: ReplyFigures;
  replyWhileTexting?: ReplyFigures;
  reports?: ReportFigures;
  find?: PhoneFigures;
  reserve?: PhoneFigures;
  assign?: PhoneFigures;
  sendOne?: PhoneFigures;
  sendMany?: ManyFigures;
  open200?: OpenFigures;
  importing?: ImportFigures;
  loading?: LoadingFigures;
  pulling?: PullFigures;
  drain?: DrainFigures;
};
export type ScenarioName = keyof Results;

/** MB by process at the end of the run, and the highest that each reached. */
export type MemoryFigures = Record<Part, Memory>;

export type Target = {
  name: string;
  wanted: string;
  /** null when the scenario was not run. */
  value: number | null;
  met: boolean | null;
};

type Measured = Results & { memory: MemoryFigures };
type Wish = { name: string; unit: string; of: (results: Measured) => number | undefined } & (
  | { atLeast: number }
  | { atMost: number }
  | { below: number }
);

/** The targets of docs/benchmarks.md. */
const WISHES: readonly Wish[] = [
  {
    name: "texts accepted, 100 texters",
    unit: "/s",
    atLeast: 1500,
    of: ({ accept100 }) => accept100?.perSecond,
  },
  {
    name: "CPU per accepted text, carrier held",
    unit: " ms",
    atMost: 0.7,
    of: ({ acceptCarrierHeld }) => acceptCarrierHeld?.cpuMsPer.product,
  },
  {
    name: "CPU per accepted text, carrying meanwhile",
    unit: " ms",
    atMost: 0.7,
    of: ({ accept100 }) => accept100?.cpuMsPer.product,
  },
  { name: "texts carried with final report", unit: "/s", atLeast: 800, of: ({ carry }) => carry?.perSecond },
  {
    name: "p95 of accepting at 500/s offered",
    unit: " ms",
    below: 60,
    of: ({ acceptOffered }) => acceptOffered?.latencyMs.p95,
  },
  { name: "inbound", unit: "/s", atLeast: 1500, of: ({ inbound }) => inbound?.perSecond },
  { name: "CPU per inbound", unit: " ms", atMost: 0.7, of: ({ inbound }) => inbound?.cpuMsPer.product },
  { name: "inbound to own numbers", unit: "/s", atLeast: 1000, of: ({ inboundOwn }) => inboundOwn?.perSecond },
  {
    name: "CPU per inbound to own numbers",
    unit: " ms",
    atMost: 1.0,
    of: ({ inboundOwn }) => inboundOwn?.cpuMsPer.product,
  },
  { name: "delivery reports", unit: "/s", atLeast: 3000, of: ({ reports }) => reports?.perSecond },
  {
    name: "p95 reply to socket at 200/s",
    unit: " ms",
    below: 100,
    of: ({ replyToSocket }) => replyToSocket?.socketLatencyMs.p95,
  },
  {
    name: "p95 reply to socket while 500 texts/s go out",
    unit: " ms",
    below: 250,
    of: ({ replyWhileTexting }) => replyWhileTexting?.socketLatencyMs.p95,
  },
  { name: "numbers looked up by programs", unit: "/s", atLeast: 5000, of: ({ find }) => find?.perSecond },
  { name: "reservations of five numbers", unit: "/s", atLeast: 500, of: ({ reserve }) => reserve?.perSecond },
  { name: "numbers assigned to users", unit: "/s", atLeast: 500, of: ({ assign }) => assign?.perSecond },
  { name: "texts sent one by one by programs", unit: "/s", atLeast: 1000, of: ({ sendOne }) => sendOne?.perSecond },
  {
    name: "p95 of two texts by a program at 100/s",
    unit: " ms",
    below: 100,
    of: ({ sendMany }) => sendMany?.latencyMs.p95,
  },
  { name: "contacts leased in batches of 300", unit: "/s", atLeast: 10_000, of: ({ lease }) => lease?.perSecond },
  {
    name: "rows imported, the largest file",
    unit: "/s",
    atLeast: 60_000,
    of: ({ importing }) => importing?.series.at(-1)?.rowsPerSecond,
  },
  {
    name: "storage per imported contact beyond the data",
    unit: " B",
    atMost: 250,
    of: ({ importing }) => importing?.series.at(-1)?.extraBytesPerContact,
  },
  {
    name: "start of the largest campaign to first batch",
    unit: " ms",
    below: 3_000,
    of: ({ importing }) => importing?.startToFirstBatchMs,
  },
  {
    name: "fewer texts a second while a list loads",
    unit: "",
    below: 0.1,
    of: ({ loading }) => loading?.slowdown,
  },
  {
    name: "p95 of a batch of 300",
    unit: " ms",
    below: 50,
    of: ({ pulling }) => pulling?.batchLatencyMs.p95,
  },
  {
    name: "contacts leased by 400 texters at once",
    unit: "/s",
    atLeast: 20_000,
    of: ({ pulling }) => pulling?.perSecond,
  },
  {
    name: "workerd's memory by the largest import",
    unit: " MB",
    atMost: 128,
    of: ({ importing }) => importing?.series.at(-1)?.memoryGrewMb,
  },
  {
    name: "texts refused by 429 while draining, settled",
    unit: "",
    below: 0.01,
    of: ({ drain }) => drain?.refusedShareSettled,
  },
  { name: "workerd's memory at its peak", unit: " MB", below: 500, of: ({ memory }) => memory.workerd.peak },
];

export function targetsOf(results: Measured): Target[] {
  return WISHES.map((wish) => {
    const value = wish.of(results) ?? null;
    const { name, unit } = wish;
    if ("atLeast" in wish) {
      return { name, wanted: `>= ${wish.atLeast}${unit}`, value, met: value === null ? null : value >= wish.atLeast };
    }
    if ("atMost" in wish) {
      return { name, wanted: `<= ${wish.atMost}${unit}`, value, met: value === null ? null : value <= wish.atMost };
    }
    return { name, wanted: `< ${wish.below}${unit}`, value, met: value === null ? null : value < wish.below };
  });
}
