/** Texters' sends: many that come at once share a commit, and then they are carried. */
import { GroupCommit } from "../../kit/storage/group-commit.ts";
import type { SendAnswer, SendRequest } from "../../rpc/campaign-queue.ts";
import { labelsOfScript, LABELS_NOT_KNOWN } from "../conversations/known-labels.ts";
import type { KnownLabels } from "../conversations/known-labels.ts";
import type { QueueStore } from "../store/store.ts";
import type { Sender } from "./sender.ts";
import { acceptSend } from "./sends.ts";
import type { CheckedSend } from "./sends.ts";

/** A single text is accepted at once; under load there is this pause between commits, which a person does not notice. */
const REST_MS = 30;
const WINDOW_MS = 1;

type Deps = { store: QueueStore; sender: Pick<Sender, "accepted">; labels: KnownLabels };

export class Accepting {
  readonly #deps: Deps;
  readonly #sends: GroupCommit<CheckedSend, SendAnswer>;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { store, sender } = deps;
    this.#sends = new GroupCommit({
      windowMs: WINDOW_MS,
      restMs: REST_MS,
      apply: (items) => {
        const answers = store.blockEach(items, (change, item) => acceptSend(store, change, item));
        sender.accepted();
        return answers;
      },
    });
  }

  send(request: SendRequest): Promise<SendAnswer> {
    const { labels = [] } = request;
    const ofScript = labels.length === 0 ? null : labelsOfScript(this.#deps.store.config?.script);
    const strange = labels.filter((id) => !ofScript?.has(id));
    return strange.length === 0
      ? this.#sends.add({ ...request, isChecked: true })
      : this.#sendWithStrange(request, labels, strange);
  }

  /**
   * A text that began with an earlier script may bring a label that only that one had, and an app may bring anything. No
   * label holds up a text: one that was deleted is left off, and one that never was is, too, and the answer says so.
   */
  async #sendWithStrange(request: SendRequest, labels: string[], strange: string[]): Promise<SendAnswer> {
    const verdicts = await this.#deps.labels.verdicts(strange);
    if (verdicts === null) return LABELS_NOT_KNOWN;
    const kept = labels.filter((id) => (verdicts.get(id) ?? "known") === "known");
    const answer = await this.#sends.add({ ...request, labels: kept, isChecked: true });
    const madeUp = strange.filter((id) => verdicts.get(id) === "unknown");
    if (!answer.ok || madeUp.length === 0) return answer;
    const message = "The text goes without labels that your organization does not have.";
    return { ...answer, leftOff: { reason: "no_such_label", message, labels: madeUp } };
  }
}
