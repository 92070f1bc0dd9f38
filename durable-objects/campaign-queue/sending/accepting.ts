/** Texters' sends: many that come at once share a commit, and then they are carried. */
import { GroupCommit } from "../../kit/storage/group-commit.ts";
import type { SendAnswer, SendRequest } from "../../rpc/campaign-queue.ts";
import type { QueueStore } from "../store/store.ts";
import type { Sender } from "./sender.ts";
import { acceptSend } from "./sends.ts";

/** A single text is accepted at once; under load there is this pause between commits, which a person does not notice. */
const REST_MS = 30;
const WINDOW_MS = 1;

export class Accepting {
  readonly #sends: GroupCommit<SendRequest, SendAnswer>;

  constructor({ store, sender }: { store: QueueStore; sender: Pick<Sender, "accepted"> }) {
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
    return this.#sends.add(request);
  }
}
