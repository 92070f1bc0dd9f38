/** An import in Node: the real modules of campaign, queues and directory, and a process that stops at any step. */
import { hashBucket } from "../../domain/phone-numbers/phone.ts";
import { runImport } from "../campaign/contacts/import.ts";
import { cancelImport, newProgress } from "../campaign/contacts/import-work.ts";
import { refusedPage } from "../campaign/contacts/refused-rows.ts";
import { CAMPAIGN_MIGRATIONS } from "../campaign/schema.ts";
import { CampaignState } from "../campaign/state.ts";
import { numbersOf } from "../campaign-queue/store/counters.ts";
import { addContacts, numbersAfter, removeWithdrawn, withdraw } from "../campaign-queue/contacts/imports.ts";
import { publishSome } from "../campaign-queue/store/publish.ts";
import { QUEUE_MIGRATIONS } from "../campaign-queue/store/schema.ts";
import { QueueStore } from "../campaign-queue/store/store.ts";
import { RegisteredContacts } from "../contact-directory/contacts/registered-contacts.ts";
import { Numbers } from "../contact-directory/opt-outs/numbers.ts";
import { DIRECTORY_MIGRATIONS } from "../contact-directory/schema.ts";
import { migratedSql } from "./node-sql.ts";
import type { Remote } from "../kit/calls/remote.ts";
import type { Sql } from "../kit/storage/sql.ts";
import { aConfig, CAMPAIGN_ID } from "./queue-world.ts";
import type { CampaignQueueRpc } from "../rpc/campaign-queue.ts";
import type { ContactDirectoryRpc } from "../rpc/contact-directory.ts";

/** Five rows of the tests' files. */
const SIZES = { contactsPerQueue: 7, chunkBytes: 200, chunkRows: 5 };
/** The number whose registration `outcome` shows. */
export const OPTED_OUT = "+12125550105";

export class Stop extends Error {}

/** @param failAt number of the step (a call to elsewhere, or a write) that fails: before it has an effect, or after */
export function importWorld(failAt = Infinity, when: "before" | "after" = "before") {
  let steps = 0;
  let begun = 0;
  let rushes = false;
  let sizes = SIZES;
  const failing = { on: false };
  /** One step, which may be the one that the process does not survive. */
  function step<T>(work: () => T): T {
    if (failing.on) steps += 1;
    if (failing.on && steps === failAt && when === "before") throw new Stop("before");
    const result = work();
    if (failing.on && steps === failAt && when === "after") throw new Stop("after");
    return result;
  }
  const campaignSql = migratedSql(CAMPAIGN_MIGRATIONS);
  const sql: Sql = { ...campaignSql, run: (query, ...params) => step(() => campaignSql.run(query, ...params)) };
  const uploads = new Map<string, Uint8Array>();
  const queues = new Map<string, { store: QueueStore; added: string[]; dropped: string[] }>();
  const directories = new Map<number, { numbers: Numbers; contacts: RegisteredContacts }>();
  const directoryTables: Sql[] = [];

  function queueOf(key: string) {
    let queue = queues.get(key);
    if (!queue) {
      const tables = migratedSql(QUEUE_MIGRATIONS);
      const [added, dropped]: [string[], string[]] = [[], []];
      const store = new QueueStore({
        key,
        sql: tables,
        now: () => 1,
        notify: () => {},
        record: (events) => {
          for (const event of events) {
            if (event.kind === "contacts_added") added.push(...event.payload.contacts.map((contact) => contact.id));
            if (event.kind === "contacts_dropped") dropped.push(...event.payload.ids);
          }
        },
      });
      queues.set(key, (queue = { store, added, dropped }));
    }
    return queue;
  }

  function directoryOf(shard: number) {
    let directory = directories.get(shard);
    if (!directory) {
      const tables = migratedSql(DIRECTORY_MIGRATIONS);
      directoryTables.push(tables);
      const numbers = new Numbers({ sql: tables, now: () => 1, record: () => {} });
      numbers.rememberOrg("o1");
      directories.set(shard, (directory = { numbers, contacts: new RegisteredContacts(tables) }));
    }
    return directory;
  }

  const shardOf = (cell: string) => hashBucket(cell, 2);
  let state = new CampaignState(sql, CAMPAIGN_ID);
  state.save({ ...aConfig({ status: "DRAFT" }), joinToken: "", customFields: [] });

  function refusedRows() {
    const rows = [];
    const importId = state.lastImport()?.importId ?? "";
    for (let after: string | null = ""; after !== null;) {
      const page: ReturnType<typeof refusedPage> = refusedPage(campaignSql, importId, after);
      rows.push(...page.rows);
      after = page.next;
    }
    return rows;
  }

  const made = {
    failing,
    queues,
    sql: campaignSql,
    get state() {
      return state;
    },
    get steps() {
      return steps;
    },
    optOut: (cell: string) =>
      directoryOf(shardOf(cell)).numbers.write({
        cell,
        optedOut: true,
        reason: "stop_word",
        contactId: null,
        messageId: null,
        personId: null,
      }),
    contactIds: (cell: string) => directoryOf(shardOf(cell)).contacts.ids(cell),
    begin(importId: string, file: readonly string[] | Uint8Array, mode: "add" | "replace" = "add"): void {
      uploads.set(importId, file instanceof Uint8Array ? file : new TextEncoder().encode(file.join("\n")));
      campaignSql.run(
        `INSERT INTO imports (id, at, upload_key, mapping, allow_test_numbers, replaces, first_queue, queue_count, chunks_done, progress)
         VALUES (?, ?, ?, '{}', 1, ?, 0, 0, 0, ?)`,
        importId,
        (begun += 1),
        importId,
        mode === "replace" ? 1 : 0,
        JSON.stringify(newProgress(importId)),
      );
    },
    /** One run of the campaign's process: from its constructor to the end of the import, or to a stop. */
    async run(interfere: (call: string) => void = () => {}): Promise<void> {
      state = new CampaignState(sql, CAMPAIGN_ID);
      const called = async <T>(name: string, work: () => T): Promise<T> => {
        const result = step(work);
        interfere(name);
        return result;
      };
      const bytesOf = (key: string) => uploads.get(key);
      const work = () =>
        runImport({
          state,
          sizes,
          now: () => 1,
          breathe: async () => {},
          // Now and then texters wait, and then calls are cut differently.
          isRushed: () => (rushes = !rushes),
          assemble: (key) => called("assemble", () => bytesOf(key)?.length ?? null),
          readRange: (key, offset, length) =>
            called("readRange", () => bytesOf(key)?.slice(offset, offset + length) ?? null),
          deleteUpload: (key) => called("deleteUpload", () => void uploads.delete(key)),
          // The only methods of queue and directory that an import calls.
          queue: (key) =>
            ({
              configure: (config) => called("configure", () => void queueOf(key).store.configure(config)),
              addContacts: (request) => called("addContacts", () => addContacts(queueOf(key).store, request)),
              withdraw: () => called("withdraw", () => withdraw(queueOf(key).store)),
              numbersAfter: ({ after }) => called("numbersAfter", () => numbersAfter(queueOf(key).store, after)),
              removeWithdrawn: () => called("removeWithdrawn", () => removeWithdrawn(queueOf(key).store)),
              counters: () =>
                called("counters", () => {
                  const { version, counters } = queueOf(key).store;
                  return { version, numbers: numbersOf(counters) };
                }),
            }) satisfies Partial<Remote<CampaignQueueRpc>> as Partial<
              Remote<CampaignQueueRpc>
            > as Remote<CampaignQueueRpc>,
          directory: (shard) =>
            ({
              register: ({ contacts }) =>
                called("register", () =>
                  directoryOf(shard).contacts.register(JSON.parse(contacts) as [string, string][]),
                ),
              unregister: ({ contacts }) =>
                called("unregister", () => directoryOf(shard).contacts.unregister(contacts)),
              unregisterRest: (request) =>
                called("unregisterRest", () => directoryOf(shard).contacts.unregisterRest(request)),
            }) satisfies Partial<Remote<ContactDirectoryRpc>> as Partial<
              Remote<ContactDirectoryRpc>
            > as Remote<ContactDirectoryRpc>,
          directoryShard: shardOf,
          directoryShards: 2,
          progressed: () => {},
          publish: () => {},
        });
      // Each run bounded, as an alarm's is.
      while (await work());
    },
    sizes(other: typeof SIZES): void {
      sizes = other;
    },
    cancel: (importId: string) => cancelImport(state, importId),
    /** All that an import leaves, for comparison. */
    outcome() {
      const open: string[] = [];
      const events: string[] = [];
      for (const { store, added, dropped } of queues.values()) {
        while (publishSome(store, 0));
        open.push(
          ...store.sql.all<{ cell: string }>("SELECT cell FROM contacts WHERE ready = 1").map((each) => each.cell),
        );
        const gone = new Set(dropped);
        events.push(...added.filter((id) => !gone.has(id)));
      }
      open.sort();
      return {
        progress: state.lastImport(),
        numbers: state.numbers(),
        open,
        recorded: events.length,
        recordedOnce: new Set(events).size === events.length,
        registered: open.map((cell) => made.contactIds(cell).length),
        optedOutRegistered: made.contactIds(OPTED_OUT),
        refused: refusedRows().map(({ line, reason }) => [line, reason]),
        raw: refusedRows().map(({ raw }) => raw),
        registeredInAll: directoryTables.reduce(
          (sum, each) => sum + (each.scalar<number>("SELECT count(*) FROM contacts") ?? 0),
          0,
        ),
        customFields: state.info?.customFields,
        uploads: [...uploads.keys()],
      };
    },
  };
  return made;
}
