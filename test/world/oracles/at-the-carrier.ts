/**
 * Asked at each call to the carrier, at the moment at which the product's code makes it: may this text go? What people know by
 * then counts: an opt-out that was answered, a suspension, a pause or an end of first texts that was confirmed.
 */
import { isWithinHours } from "../../crash/contacts.ts";
import type { Hours } from "../../crash/contacts.ts";
import type { OptedOutNumbers } from "./opted-out.ts";
import type { Halt } from "../people/load.ts";

/** `isLine`: a text of the phone service, which belongs to no campaign. */
export type Call = { to: string; from: string; body: string; message: string; isLine: boolean; atMs: number };

export type Known = {
  optedOut: Pick<OptedOutNumbers, "since">;
  confirmations: ReadonlySet<string>;
  halts: readonly Halt[];
  hours: () => Hours;
  zoneOf: (cell: string) => string | undefined;
};

export class AtTheCarrier {
  readonly #known: Known;
  readonly found: string[] = [];
  readonly calls = new Map<string, number>();

  constructor(known: Known) {
    this.#known = known;
  }

  called(call: Call): void {
    const { optedOut, confirmations, halts, hours, zoneOf } = this.#known;
    const { to, body, message, atMs } = call;
    this.calls.set(message, (this.calls.get(message) ?? 0) + 1);
    const isConfirmation = confirmations.has(body);
    if (!isConfirmation && optedOut.since(to) !== null)
      this.found.push(`called after the opt-out: ${message} to ${to}`);
    const zone = zoneOf(to);
    if (call.isLine) return;
    if (zone !== undefined && !isWithinHours(hours(), zone, atMs))
      this.found.push(`called outside hours: ${message}, ${new Date(atMs).toISOString()} in ${zone}`);
    for (const { kind, fromMs, untilMs } of halts) {
      if (atMs <= fromMs || atMs >= untilMs) continue;
      if (kind === "pause" && !isConfirmation)
        this.found.push(`called while paused: ${message}, ${atMs - fromMs} ms into it`);
    }
  }
}

/** What a form to the carrier says; null when it is not a new text. */
export function callOf(path: string, form: string, atMs: number): Call | null {
  if (!path.endsWith("/Messages.json")) return null;
  const fields = new URLSearchParams(form);
  const address = fields.get("StatusCallback") ?? "";
  const isLine = address.includes("/line-status/");
  const message = address.split(isLine ? "/line-status/" : "/status/")[1];
  if (message === undefined) return null;
  const field = (name: string) => fields.get(name) ?? "";
  return { to: field("To"), from: field("From"), body: field("Body"), message, isLine, atMs };
}
