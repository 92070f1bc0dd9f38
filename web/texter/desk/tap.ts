/** What a texter taps: kept on this device until the inbox has answered. */
import { newToken } from "../../../domain/ids.ts";
import type { TexterOp, TexterRequest } from "../../../domain/texter-app/texter.ts";

const TAP_OPS = ["send", "answer", "label", "close", "reopen", "optOut", "release"] as const;
export type TapOp = (typeof TAP_OPS)[number];

export function isTapOp(op: TexterOp): op is TapOp {
  return (TAP_OPS as readonly TexterOp[]).includes(op);
}

type TapOf<Op extends TapOp> = Op extends TapOp ? { op: Op; params: TexterRequest<Op> } : never;

/** Each has an id that this app made: a text its message id, everything else `opId`. */
export type Tap = TapOf<TapOp>;

export type KeptTap = Tap & {
  id: string;
  campaignId: string;
  /** null: about the whole campaign. */
  contactId: string | null;
  queuedAtMs: number;
};

export type TapEntry = KeptTap & {
  /** `waiting`: its turn, or a retry, comes by itself. */
  state: "waiting" | "sending";
  failures: number;
};

export type TextEntry = Extract<TapEntry, { op: "send" }>;
export type KeptText = Extract<KeptTap, { op: "send" }>;

export function isText(entry: TapEntry): entry is TextEntry {
  return entry.op === "send";
}

export function keptTap(tap: Tap, campaignId: string, queuedAtMs: number): KeptTap {
  const contactId = "contactId" in tap.params ? tap.params.contactId : null;
  if (tap.op === "send") return { ...tap, id: tap.params.messageId, campaignId, contactId, queuedAtMs };
  const id = tap.params.opId ?? newToken();
  // The operation stays as it is; only its id is added.
  return { ...tap, params: { ...tap.params, opId: id }, id, campaignId, contactId, queuedAtMs } as KeptTap;
}

/** Reads what `JSON.stringify` wrote; also a text of an older app, which kept nothing but texts. */
export function readTap(json: string | null): KeptTap | null {
  try {
    const kept: unknown = JSON.parse(json ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    // Only this module and its predecessor write these, so the main field is proof enough of the shape.
    if ("op" in kept) return kept as KeptTap;
    if (!("messageId" in kept)) return null;
    const { campaignId, queuedAtMs, ...params } = kept as TexterRequest<"send"> & {
      campaignId: string;
      queuedAtMs: number;
    };
    return keptTap({ op: "send", params }, campaignId, queuedAtMs);
  } catch {
    return null;
  }
}

/** Whether the later one has to wait for the earlier one. */
export function mustFollow(earlier: KeptTap, later: KeptTap): boolean {
  if (earlier.campaignId !== later.campaignId) return false;
  // Giving contacts back concerns every contact of the campaign.
  return earlier.contactId === null || later.contactId === null || earlier.contactId === later.contactId;
}
