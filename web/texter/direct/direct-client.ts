import { effect, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { newToken } from "../../../domain/ids.ts";
import type { DeskClient } from "../desk/desk.ts";
import { createDirectOutbox } from "./direct-outbox.ts";
import type { DirectOutbox } from "./direct-outbox.ts";

/** A text that was refused; its words are back in the draft of its conversation. */
export type DirectRefusal = { number: string; to: string; message: string };

export type DirectClient = {
  outbox: DirectOutbox;
  refusal: ReadonlySignal<DirectRefusal | null>;
  send(number: string, to: string, body: string): void;
  dismiss(): void;
};

const clients = new WeakMap<DeskClient, DirectClient>();

/** What is kept of a conversation under this key is its draft. */
export function draftKey(number: string, to: string): string {
  return `direct.${number}.${to}`;
}

/** One for each desk, whatever screens come and go. */
export function directClient(desk: DeskClient): DirectClient {
  const known = clients.get(desk);
  if (known) return known;
  const refusal = signal<DirectRefusal | null>(null);
  const outbox = createDirectOutbox({
    keep: desk.keep,
    send: ({ messageId, number, to, body }) => desk.call("directSend", { messageId, number, to, body }),
    onRefused({ number, to, body }, { message }) {
      desk.drafts.restore(draftKey(number, to), body);
      refusal.value = { number, to, message };
    },
  });
  effect(() => {
    if (desk.link.value.state === "live") outbox.retryNow();
  });
  const client: DirectClient = {
    outbox,
    refusal,
    send(number, to, body) {
      refusal.value = null;
      outbox.add({ messageId: newToken(), number, to, body, atMs: Date.now() });
    },
    dismiss: () => (refusal.value = null),
  };
  clients.set(desk, client);
  return client;
}
