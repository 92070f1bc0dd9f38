/**
 * Which labels the organization has, as this queue knows it. Its object is asked when a label comes that the queue does not
 * know, and rarely for many of them, because anybody's app may make up ids.
 */
import { labelVerdict } from "../../../domain/scripts/organization-labels.ts";
import type { LabelVerdict, OrganizationLabels } from "../../../domain/scripts/organization-labels.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import type { TexterRefusal } from "../../../domain/texter-app/texter.ts";
import { refusal } from "../sending/sends.ts";

const KEPT_MS = 60_000;
const ASK_AGAIN_MS = 1_000;

export const NO_SUCH_LABEL: TexterRefusal = {
  ok: false,
  reason: "no_such_label",
  message: "Your organization has no such label.",
};
/** The organization's object cannot be asked, or has not been given its labels yet. */
export const LABELS_NOT_KNOWN: TexterRefusal = {
  ...refusal("unavailable"),
  message: "The labels cannot be read just now; this goes again in a moment.",
};

export type KnownLabelsDeps = {
  /** Of the organization's object; null: it has none yet. */
  ask: () => Promise<OrganizationLabels | null>;
  now: () => number;
  wait?: (forMs: number) => Promise<unknown>;
};

export class KnownLabels {
  readonly #deps: KnownLabelsDeps;
  #known: OrganizationLabels | null = null;
  #askedAtMs = -Infinity;
  #asking: Promise<void> | null = null;
  /** While an answer is on its way that may be from before. */
  #isChanged = false;

  constructor(deps: KnownLabelsDeps) {
    this.#deps = deps;
  }

  /**
   * What each label is; null: nobody can tell just now.
   *
   * @param ofScript those that an admin chose: known, also while nobody can be asked, until they are known to be deleted
   */
  async verdicts(
    ids: readonly string[],
    ofScript: ReadonlySet<string> = new Set(),
  ): Promise<ReadonlyMap<string, LabelVerdict> | null> {
    const strange = ids.filter((id) => !ofScript.has(id));
    const arrivedMs = this.#deps.now();
    const isOld = arrivedMs - this.#askedAtMs >= KEPT_MS;
    try {
      if (isOld || this.#lacks(strange)) await (this.#asking ??= this.#ask());
      // Somebody else's question may have been asked before the label was made.
      if (this.#lacks(strange) && this.#askedAtMs < arrivedMs) await (this.#asking ??= this.#ask());
    } catch {
      // What is known stays known; what is not may have been made a moment ago.
      if (this.#lacks(strange)) return null;
    }
    if (strange.length > 0 && this.#known === null) return null;
    return new Map(
      ids.map((id) => {
        const verdict = this.#verdict(id);
        return [id, verdict === "unknown" && ofScript.has(id) ? "known" : verdict];
      }),
    );
  }

  /** The organization has changed them: they are asked for before the next one is put on. */
  changed(): void {
    this.#askedAtMs = -Infinity;
    this.#isChanged = true;
  }

  #lacks(ids: readonly string[]): boolean {
    return ids.length > 0 && (this.#known === null || ids.some((id) => this.#verdict(id) === "unknown"));
  }

  #verdict(id: string): LabelVerdict {
    return this.#known === null ? "unknown" : labelVerdict(this.#known, id);
  }

  /** Not within a moment of the last time, whatever comes: those who need it wait for the same answer. */
  async #ask(): Promise<void> {
    const { now, wait = (forMs) => scheduler.wait(forMs) } = this.#deps;
    try {
      const tooSoonMs = this.#askedAtMs + ASK_AGAIN_MS - now();
      if (tooSoonMs > 0) await wait(tooSoonMs);
      const askedAtMs = now();
      this.#isChanged = false;
      this.#known = (await this.#deps.ask()) ?? this.#known;
      // TypeScript does not see that it may change while the question is on its way.
      if (!(this.#isChanged as boolean)) this.#askedAtMs = askedAtMs;
    } finally {
      this.#asking = null;
    }
  }
}

/** Labels that the script's canned responses and answers bring: an admin chose them, and may have deleted them since. */
export function labelsOfScript(script: Script | null | undefined): Set<string> {
  const ofResponses = script?.responses?.flatMap(({ labels = [] }) => labels) ?? [];
  const ofAnswers = script?.steps.flatMap(({ answers }) =>
    answers.flatMap(({ action }) => (action?.kind === "label" ? [action.labelId] : [])),
  );
  return new Set([...ofResponses, ...(ofAnswers ?? [])]);
}
