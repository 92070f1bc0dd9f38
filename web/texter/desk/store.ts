import { batch, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { TextRequest } from "../../../domain/assignment/requests.ts";
import type {
  ArchivedCampaign,
  DeskCampaign,
  DeskCounts,
  DeskItem,
  TextState,
  ThreadMessage,
  ToSendByZones,
} from "../../../domain/texter-app/texter.ts";
import type { DirectDesk } from "../../../domain/phone-service/direct.ts";
import { afterReport } from "../../../domain/statuses.ts";
import type { ContactStatus } from "../../../domain/statuses.ts";

export type Filter = "waiting" | "open" | "closed";

/** Which conversations a tab shows. */
export function filterOf(status: ContactStatus): Filter | null {
  if (status === "needsResponse") return "waiting";
  if (status === "closed") return "closed";
  return status === "needsMessage" ? null : "open";
}

export type DeskChanges = {
  seq: number;
  items: DeskItem[];
  states?: TextState[];
  gone: string[];
  campaigns: DeskCampaign[];
  requests?: TextRequest[];
  direct?: DirectDesk;
};

export type DeskStore = {
  campaigns: ReadonlySignal<ReadonlyMap<string, DeskCampaign>>;
  /** Titles of archived campaigns that this texter was in, by id; null until the inbox has said it. */
  archived: ReadonlySignal<ReadonlyMap<string, string> | null>;
  setArchived(archived: readonly ArchivedCampaign[]): void;
  /** Requests for texts that are open, and the latest that were decided; null until they were read. */
  requests: ReadonlySignal<TextRequest[] | null>;
  setRequests(requests: TextRequest[]): void;
  /** The texter's own numbers and the conversations by them; null until they were read. */
  direct: ReadonlySignal<DirectDesk | null>;
  setDirect(direct: DirectDesk): void;
  /** null when this contact is not on the desk (or not known here yet). */
  contact(contactId: string): ReadonlySignal<DeskItem | null>;
  put(item: DeskItem): void;
  /** The contact is not on this desk any more. */
  leave(contactId: string): void;
  setCampaigns(campaigns: DeskCampaign[]): void;
  setCounts(campaignId: string, counts: DeskCounts, toSendByZones?: ToSendByZones): void;
  apply(changes: DeskChanges): void;
  /** Number of the last change taken in from the stream of changes. */
  seq(): number;
  /** Where the stream begins; only before the first change. */
  startAt(seq: number): void;
  clear(): void;
  /** What an earlier visit saw; before anything else. */
  restore(saved: { seq: number; contacts: readonly DeskItem[]; campaigns: readonly DeskCampaign[] }): void;
  /** Grows with every change of any contact. */
  revision: ReadonlySignal<number>;
  /** Contacts that changed since this was called last: as they are now, or gone. */
  takeChanged(): { put: DeskItem[]; gone: string[] };
  /** Grows with every `clear`: what was on the desk has to be asked for again. */
  generation: ReadonlySignal<number>;
  ofCampaign(campaignId: string): DeskItem[];
};

/**
 * The desk as this app knows it: contacts by id, where the higher version wins, whichever way and in whatever order it
 * came (answer, socket, poll).
 */
export function createDeskStore(): DeskStore {
  const contacts = new Map<string, Signal<DeskItem | null>>();
  /** Version at which a contact left the desk: an answer that was under way must not bring it back. */
  const leftAt = new Map<string, number>();
  /** States of texts whose contact has not arrived yet. */
  const early = new Map<string, TextState[]>();
  const requests = signal<TextRequest[] | null>(null);
  const direct = signal<DirectDesk | null>(null);
  const archived = signal<ReadonlyMap<string, string> | null>(null);
  const campaigns = signal<ReadonlyMap<string, DeskCampaign>>(new Map());
  /** Grows with every change of any contact: what lists depend on. */
  const revision = signal(0);
  const generation = signal(0);
  const changed = new Set<string>();
  let seq = 0;

  function cell(contactId: string): Signal<DeskItem | null> {
    let found = contacts.get(contactId);
    if (!found) contacts.set(contactId, (found = signal<DeskItem | null>(null)));
    return found;
  }

  function touch(contactId: string): void {
    changed.add(contactId);
    revision.value += 1;
  }

  function put(item: DeskItem): void {
    const held = cell(item.contactId);
    const present = held.peek();
    if (present && item.version < present.version) return;
    if (!present && item.version <= (leftAt.get(item.contactId) ?? -1)) return;
    let messages = item.messages;
    if (present) messages = keepProgress(present.messages, messages);
    for (const state of early.get(item.contactId) ?? []) messages = withState(messages, state);
    early.delete(item.contactId);
    leftAt.delete(item.contactId);
    held.value = messages === item.messages ? item : { ...item, messages };
    touch(item.contactId);
  }

  function report(state: TextState): void {
    const held = cell(state.contactId);
    const present = held.peek();
    if (!present?.messages.some(({ id }) => id === state.messageId)) {
      early.set(state.contactId, [...(early.get(state.contactId) ?? []), state]);
      return;
    }
    held.value = { ...present, messages: withState(present.messages, state) };
    touch(state.contactId);
  }

  function leave(contactId: string): void {
    const held = cell(contactId);
    const present = held.peek();
    if (!present) return;
    leftAt.set(contactId, present.version);
    held.value = null;
    touch(contactId);
  }

  return {
    campaigns,
    archived,
    requests,
    direct,
    setDirect: (next) => (direct.value = next),
    generation,
    contact: cell,
    put: (item) => batch(() => put(item)),
    leave: (contactId) => batch(() => leave(contactId)),
    setArchived(list) {
      archived.value = new Map(list.map(({ campaignId, title }) => [campaignId, title]));
    },
    setRequests(list) {
      requests.value = list;
    },
    setCampaigns(list) {
      campaigns.value = new Map(list.map((each) => [each.campaignId, each]));
    },
    setCounts(campaignId, counts, toSendByZones) {
      const present = campaigns.peek().get(campaignId);
      if (!present) return;
      const next = { ...present, counts, toSendByZones: toSendByZones ?? present.toSendByZones };
      campaigns.value = new Map(campaigns.peek()).set(campaignId, next);
    },
    apply(changes) {
      batch(() => {
        for (const item of changes.items) put(item);
        for (const state of changes.states ?? []) report(state);
        for (const contactId of changes.gone) leave(contactId);
        if (changes.requests) requests.value = changes.requests;
        if (changes.direct) direct.value = changes.direct;
        if (changes.campaigns.length > 0) {
          const next = new Map(campaigns.peek());
          for (const each of changes.campaigns) next.set(each.campaignId, each);
          campaigns.value = next;
        }
      });
      seq = Math.max(seq, changes.seq);
    },
    seq: () => seq,
    startAt(first) {
      seq = first;
    },
    clear() {
      batch(() => {
        for (const [contactId, held] of contacts) {
          if (held.peek() === null) continue;
          held.value = null;
          touch(contactId);
        }
        generation.value += 1;
      });
      leftAt.clear();
      early.clear();
      seq = 0;
    },
    restore(saved) {
      batch(() => {
        for (const item of saved.contacts) cell(item.contactId).value = item;
        campaigns.value = new Map(saved.campaigns.map((each) => [each.campaignId, each]));
        revision.value += 1;
      });
      seq = saved.seq;
    },
    revision,
    takeChanged() {
      const present: DeskItem[] = [];
      const gone: string[] = [];
      for (const contactId of changed) {
        const item = contacts.get(contactId)?.peek();
        if (item) present.push(item);
        else gone.push(contactId);
      }
      changed.clear();
      return { put: present, gone };
    },
    ofCampaign(campaignId) {
      void revision.value;
      const found: DeskItem[] = [];
      for (const held of contacts.values()) {
        const item = held.peek();
        if (item?.campaignId === campaignId) found.push(item);
      }
      return found;
    },
  };
}

/** A text's state arrived before its contact: it is kept. A text that is tried again may go back. */
function keepProgress(before: ThreadMessage[], after: ThreadMessage[]): ThreadMessage[] {
  const known = new Map(before.map((message) => [message.id, message]));
  return after.map((message) => {
    const was = known.get(message.id);
    if (!was?.sendStatus || !message.sendStatus || was.sendStatus === "UNKNOWN") return message;
    const sendStatus = afterReport(was.sendStatus, message.sendStatus);
    return sendStatus === message.sendStatus ? message : { ...message, sendStatus, errorCode: was.errorCode };
  });
}

function withState(messages: ThreadMessage[], state: TextState): ThreadMessage[] {
  const { messageId, sendStatus, errorCode, mayGoAtMs } = state;
  return messages.map((message) => {
    if (message.id !== messageId || !message.sendStatus) return message;
    const isRetry = message.sendStatus === "UNKNOWN";
    if (!isRetry && afterReport(message.sendStatus, sendStatus) !== sendStatus) return message;
    const { mayGoAtMs: _, ...before } = message;
    return { ...before, sendStatus, errorCode, ...(mayGoAtMs === undefined ? {} : { mayGoAtMs }) };
  });
}
