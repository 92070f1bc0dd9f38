/** Texters' sends: many that come at once share a commit, and then they are carried. */
import { leftOff, withLeftOff } from "../../../domain/messages/conversation-labels.ts";
import type { LabelVerdict } from "../../../domain/scripts/organization-labels.ts";
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
    return labels.length === 0 ? this.#sends.add({ ...request, isChecked: true }) : this.#sendWith(labels, request);
  }

  /**
   * The script may still bring a label that was deleted, an earlier one may bring one that only that had, and an app may bring
   * anything. No label holds up a text: what the organization does not have is left off, and the answer says so.
   */
  async #sendWith(labels: string[], request: SendRequest): Promise<SendAnswer> {
    const ofScript = labelsOfScript(this.#deps.store.config?.script);
    const verdicts = await this.#deps.labels.verdicts(labels, ofScript);
    if (verdicts === null) return LABELS_NOT_KNOWN;
    const those = (verdict: LabelVerdict) => labels.filter((id) => verdicts.get(id) === verdict);
    const answer = await this.#sends.add({ ...request, labels: those("known"), isChecked: true });
    if (!answer.ok || "gaveAway" in answer) return answer;
    const without = [...leftOff("label_deleted", those("deleted")), ...leftOff("no_such_label", those("unknown"))];
    return { ...answer, ...withLeftOff([...without, ...(answer.leftOff ?? [])]) };
  }
}
