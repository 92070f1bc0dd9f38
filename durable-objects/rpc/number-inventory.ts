/**
 * The calls that the inventory of one area code of one pool answers. Each is decided in one synchronous block.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type {
  AssignOutcome,
  FoundNumber,
  InventoryNumber,
  NewNumber,
  NumberCounts,
  NumberHistoryEntry,
  NumberState,
  NumberUse,
  RenewOutcome,
  ReservationHolder,
  ReserveOutcome,
} from "../../domain/numbers/inventory.ts";
import type { StoredRange } from "./requests.ts";

export type ReserveNumbersRequest = {
  /** Made by the caller: the same again is the same reservation. */
  requestId: string;
  holder: ReservationHolder;
  /** All of them or none. */
  count: number;
  untilMs: number;
};

export type RenewReservationRequest = { reservationId: string; holder: ReservationHolder; untilMs: number };

/** By `requestId` when the answer to `reserve` was lost: if that request has not arrived yet, it will find nothing to reserve. */
export type ReleaseReservationRequest = { holder: ReservationHolder } & (
  | { reservationId: string }
  | { requestId: string }
);

export type AssignNumbersRequest = {
  reservationId: string;
  holder: ReservationHolder;
  uses: { number: string; use: NumberUse }[];
  /** The others of the reservation are free again, and it has ended. */
  releaseRest: boolean;
};

/**
 * @property restUntilMs null: they are free at once, or with a `why` rest until they are woken
 * @property numbers with a `use`: only those of them that it has
 */
export type UnassignNumbersRequest = { restUntilMs: number | null; why?: string } & (
  | { use: NumberUse; numbers?: string[] }
  | { numbers: string[] }
);

export type NumbersPageRequest = {
  /** `next` of the page before; "" for the first. */
  after: string;
  /** 1 to 1,000. */
  limit: number;
  state?: NumberState;
};

/**
 * `sids`: the carrier's ids that the caller has seen. A number that has another one by now has left the account and was bought
 * again: a call that arrives late does not concern it.
 */
export type OwnedNumbers = { numbers: string[]; sids?: Record<string, string> };

export interface NumberInventoryRpc {
  reserve(request: ReserveNumbersRequest): ReserveOutcome;
  renew(request: RenewReservationRequest): RenewOutcome;
  release(request: ReleaseReservationRequest): { ok: true; released: number };
  /** All uses or none; repeated with the same content it is answered as before. */
  assign(request: AssignNumbersRequest): AssignOutcome | Promise<AssignOutcome>;
  unassign(request: UnassignNumbersRequest): { ok: true; freed: number } | Promise<{ ok: true; freed: number }>;
  /** Known ones get the carrier's id and capabilities anew. Refused when one is not of this area code. */
  add(request: {
    numbers: NewNumber[];
  }): { ok: true; added: number } | { ok: false; reason: "other_area_code"; number: string };
  /** Those that are held stay. `why`: for the history. */
  remove(request: OwnedNumbers & { why?: string }): { ok: true; removed: string[]; held: string[] };
  /** Free ones rest at once, held ones (`later`) as soon as they are free. @param untilMs null: until they are woken */
  rest(request: OwnedNumbers & { untilMs: number | null; why: string }): {
    ok: true;
    rested: number;
    later: number;
  };
  wake(request: { numbers: string[] }): { ok: true; woken: number };
  find(request: { number: string }): FoundNumber;
  /**
   * The organization whose user has the number, "": nobody's. Texts instead of objects, because programs ask this more often
   * than anything else.
   */
  userOf(number: string): string;
  /** In the order of the numbers. */
  page(request: NumbersPageRequest): { numbers: InventoryNumber[]; next: string | null };
  /** Those of these numbers that the inventory knows. */
  details(request: { numbers: string[] }): InventoryNumber[];
  usedBy(request: { use: NumberUse }): InventoryNumber[];
  /** The newest first. */
  history(request: { number: string }): NumberHistoryEntry[];
  counts(): NumberCounts & { version: number };
  confirmStored(request: StoredRange): void;
}
