/** The carrier emulator as the crash test uses it: faults that outlive its kills, and its ledger. */
import type { LedgerInbound, LedgerText } from "../../twilio/emulator/ledger.ts";
import type { Summary } from "../../twilio/emulator/summary.ts";
import type { PlannedFault } from "./options.ts";

export type LedgerCopy = { texts: LedgerText[]; inbounds: LedgerInbound[] };
type Hit = { kind: string; hits: number };

export class FaultyCarrier {
  /** How many texts met each fault, over all lives of the emulator. */
  readonly hits = new Map<string, number>();
  readonly #origin: string;
  readonly #faults: readonly PlannedFault[];
  #lives = 0;
  #present: Hit[] = [];

  constructor(origin: string, faults: readonly PlannedFault[]) {
    this.#origin = origin;
    this.#faults = faults;
  }

  /** Sets the faults: at the beginning, and after each kill, with other draws. */
  async setFaults(): Promise<void> {
    this.#lives += 1;
    for (const fault of this.#faults) await this.#control("faults", "POST", { ...fault, seed: this.#lives });
  }

  async clearFaults(): Promise<void> {
    await this.countFaults();
    this.#bank();
    await this.#control("faults", "DELETE");
  }

  /** Reads how often faults were met; a kill forgets it. */
  async countFaults(): Promise<void> {
    const { faults } = (await this.#control("faults", "GET")) as { faults: Hit[] };
    this.#present = faults;
  }

  async beforeKill(): Promise<void> {
    await this.countFaults().catch(() => {});
    this.#bank();
  }

  /** A contact writes. Resolves when the webhooks are answered, or when the emulator was killed meanwhile: it resumes them. */
  async say(from: string, body: string, times: number): Promise<void> {
    await this.#control("inbound", "POST", { from, body, times }).catch(() => {});
  }

  async ledger(): Promise<LedgerCopy> {
    const [texts, inbounds] = await Promise.all([
      this.#pages<LedgerText>("ledger"),
      this.#pages<LedgerInbound>("inbound"),
    ]);
    return { texts, inbounds };
  }

  /** Texts that have not reached their end yet, and webhooks that the carrier still tries to deliver. */
  async underWay(): Promise<number> {
    // The emulator's own shape (twilio/emulator/webhooks/webhooks.ts).
    const { byStatus, webhooks } = (await this.#control("ledger/summary", "GET")) as {
      byStatus: Summary["byStatus"];
      webhooks: Record<"inbound" | "status", { underWay: number }>;
    };
    // A text that ends after the ledger was read would be compared with an older copy of itself.
    const texts = (byStatus.accepted ?? 0) + (byStatus.queued ?? 0) + (byStatus.sent ?? 0);
    return texts + webhooks.inbound.underWay + webhooks.status.underWay;
  }

  #bank(): void {
    for (const { kind, hits } of this.#present) this.hits.set(kind, (this.hits.get(kind) ?? 0) + hits);
    this.#present = [];
  }

  async #pages<Each>(what: string): Promise<Each[]> {
    const all: Each[] = [];
    for (let since = 0; ;) {
      const page = (await this.#control(`${what}?since=${since}&limit=5000`, "GET")) as {
        texts: Each[];
        next: number;
        more: boolean;
      };
      all.push(...page.texts);
      if (!page.more) return all;
      since = page.next;
    }
  }

  async #control(what: string, method: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${this.#origin}/control/${what}`, init);
    if (!response.ok) throw new Error(`the emulator refused ${what}: ${await response.text()}`);
    return response.json();
  }
}
