import type { DeskItem } from "../../domain/texter-app/texter.ts";
import { database, keepsHere, ofPerson, reopenDatabase } from "./database.ts";
import type { DeviceDatabase, SavedState } from "./database.ts";
import { memoryKeep } from "./keep.ts";
import type { Keep, KeepWriter } from "./keep.ts";
import { forgetOld, localStore, takeOver } from "./take-over.ts";

export type SavedDesk = SavedState & { contacts: DeskItem[] };

export type DeskCopyChange = SavedState & { put: readonly DeskItem[]; gone: readonly string[] };

/** What this device keeps of one person. */
export type PersonData = {
  personId: string;
  keep: Keep;
  /** The desk as it was; null on the first visit. */
  desk: SavedDesk | null;
  /** One transaction: contacts never come without the number of the change that they contain. */
  saveDesk(change: DeskCopyChange): Promise<void>;
  /** What other tabs of this person keep under keys that begin so and that this page does not know. */
  keptElsewhere(prefix: string): Promise<string[]>;
};

const UNSAVED: Pick<PersonData, "desk" | "saveDesk" | "keptElsewhere"> = {
  desk: null,
  saveDesk: async () => {},
  keptElsewhere: async () => [],
};

/** Reads everything that screens need at once. What an older app kept in localStorage is taken over. */
export async function openPersonData(personId: string): Promise<PersonData> {
  const db = await database();
  if (!db) return { personId, keep: memoryKeep(takeOver(personId, localStore())), ...UNSAVED };
  const connection = connectionOf(db, personId, () => keep);
  const keep = memoryKeep(await readKept(db, personId), connection.writer);
  const old = takeOver(personId, localStore());
  for (const [key, value] of old) if (keep.get(key) === null) keep.set(key, value);
  // This read waits for those writes: nothing is removed there before it is stored here.
  if (old.length > 0 && (await db.count("kept", ofPerson(personId))) >= old.length)
    forgetOld(localStore(), (owner) => owner === personId);
  const { saveDesk, keptElsewhere } = connection;
  return { personId, keep, desk: await readDesk(db, personId), saveDesk, keptElsewhere };
}

async function readKept(db: DeviceDatabase, personId: string): Promise<[string, string][]> {
  const store = db.transaction("kept").store;
  const [keys, values] = await Promise.all([store.getAllKeys(ofPerson(personId)), store.getAll(ofPerson(personId))]);
  return keys.map(([, key], at) => [key, values[at] ?? ""]);
}

async function readDesk(db: DeviceDatabase, personId: string): Promise<SavedDesk | null> {
  const transaction = db.transaction(["contacts", "desks"]);
  const [state, contacts] = await Promise.all([
    transaction.objectStore("desks").get(personId),
    transaction.objectStore("contacts").getAll(ofPerson(personId)),
  ]);
  return state ? { ...state, contacts } : null;
}

/**
 * Writes by one connection, and by a new one when the browser has ended that. Memory then has what the device may lack, so
 * all of it is written again.
 */
function connectionOf(first: DeviceDatabase, personId: string, memory: () => Keep) {
  let db: DeviceDatabase = first;
  /** Keys whose deletion the device may lack. What it has besides may be another tab's, and stays. */
  const undeleted = new Set<string>();
  let reopening: Promise<boolean> | null = null;
  /** A change of the desk is missing on the device, so what is there must not be shown as the desk any more. */
  let isDeskBroken = false;

  /** Each change is committed by itself: a page that is closed in the next moment does not take it back. */
  function write(act: (store: ReturnType<typeof begin>["store"]) => void): void {
    try {
      const transaction = begin();
      act(transaction.store);
      transaction.commit();
      transaction.done.then(
        () => (keepsHere.value = true),
        // Full: memory holds it for as long as the page lives.
        () => (keepsHere.value = false),
      );
    } catch {
      void reopen();
    }
  }
  const begin = () => db.transaction("kept", "readwrite");

  function reopen(): Promise<boolean> {
    reopening ??= openAgain().finally(() => (reopening = null));
    return reopening;
  }

  async function openAgain(): Promise<boolean> {
    const opened = await reopenDatabase();
    // A newer app in another tab has it, or it is gone for good.
    if (!opened) return false;
    db = opened;
    const transaction = begin();
    for (const key of undeleted) void transaction.store.delete([personId, key]);
    const keep = memory();
    for (const key of keep.keys("")) void transaction.store.put(keep.get(key) ?? "", [personId, key]);
    return transaction.done.then(
      () => {
        undeleted.clear();
        return true;
      },
      () => false,
    );
  }

  async function keptElsewhere(prefix: string): Promise<string[]> {
    const rows = await readKept(db, personId).catch(() => []);
    const keep = memory();
    return rows.flatMap(([key, value]) => (key.startsWith(prefix) && keep.get(key) === null ? [value] : []));
  }

  async function saveOnce({ put, gone, ...state }: DeskCopyChange): Promise<void> {
    const transaction = db.transaction(["contacts", "desks"], "readwrite");
    const contacts = transaction.objectStore("contacts");
    for (const contactId of gone) void contacts.delete([personId, contactId]);
    for (const item of put) void contacts.put(item, [personId, item.contactId]);
    void transaction.objectStore("desks").put(state, personId);
    transaction.commit();
    await transaction.done;
  }

  async function saveDesk(change: DeskCopyChange): Promise<void> {
    if (isDeskBroken) return;
    try {
      await saveOnce(change);
    } catch {
      isDeskBroken = true;
      if (await reopen()) await db.delete("desks", personId).catch(() => {});
    }
  }

  const writer: KeepWriter = {
    put: (key, value) => {
      undeleted.delete(key);
      write((store) => void store.put(value, [personId, key]).catch(() => {}));
    },
    delete: (key) => {
      undeleted.add(key);
      write(
        (store) =>
          void store.delete([personId, key]).then(
            () => undeleted.delete(key),
            () => {},
          ),
      );
    },
  };
  return { writer, saveDesk, keptElsewhere };
}
