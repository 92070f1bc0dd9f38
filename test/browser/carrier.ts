/** The carrier's side: texts that the emulator has accepted, and replies of contacts. */
import type { Installation } from "../../tools/local/installation.ts";
import type { LedgerText } from "../../twilio/emulator/ledger.ts";

export type CarrierSeen = {
  /** Texts that the product sent; without the carrier's own answers to STOP. */
  texts: () => Promise<LedgerText[]>;
  inboundCount: () => Promise<number>;
  /** A contact texts back, perhaps with files; resolves when the webhook is answered. */
  say: (from: string, body: string, files?: readonly { contentType: string; base64: string }[]) => Promise<void>;
};

export function carrierOf({ carrierOrigin }: Installation): CarrierSeen {
  // Both lists are the emulator's own shapes (twilio/emulator/api/control-api.ts).
  const list = async <Each>(what: string) => {
    const response = await fetch(`${carrierOrigin}/control/${what}?limit=10000`);
    return ((await response.json()) as { texts: Each[] }).texts;
  };
  return {
    texts: async () => (await list<LedgerText>("ledger")).filter((text) => text.direction === "outbound-api"),
    inboundCount: async () => (await list("inbound")).length,
    say: async (from, body, files = []) => {
      const response = await fetch(`${carrierOrigin}/control/inbound`, {
        method: "POST",
        body: JSON.stringify({ from, body, files }),
      });
      const { answers } = (await response.json()) as { answers?: { status: number }[] };
      if (answers?.[0]?.status !== 200) throw new Error(`the webhook was answered with ${JSON.stringify(answers)}`);
    },
  };
}
