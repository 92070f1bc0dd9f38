/**
 * What this device keeps, in IndexedDB: who signed in last, and for each person their desk, drafts and outbox. Keys
 * begin with the person's id, so that one person's data goes with one deletion.
 */
import { signal } from "@preact/signals";
import { openDB } from "idb";
import type { DBSchema, IDBPDatabase } from "idb";
import type { TextRequest } from "../../domain/assignment/requests.ts";
import type { Me } from "../../domain/people/people.ts";
import type { DeskCampaign, DeskItem } from "../../domain/texter-app/texter.ts";
import { forgetOld, localStore } from "./take-over.ts";

/** The desk beside its contacts. `seq`: last change that the saved contacts and campaigns contain. */
export type SavedState = {
  seq: number;
  /** When changes last arrived by themselves, epoch ms. */
  syncedAtMs: number;
  campaigns: DeskCampaign[];
  requests: TextRequest[] | null;
};

interface Schema extends DBSchema {
  /**
   * `me`: signed in last. `signOutOwed`: signed out without a network; the server has yet to be told. `staysAfterSend`:
   * the setting of this device.
   */
  device: { key: "me" | "signOutOwed" | "staysAfterSend"; value: Me | boolean };
  /** By person and key (`outbox.…`, `draft.…`, …). */
  kept: { key: [string, string]; value: string };
  contacts: { key: [string, string]; value: DeskItem };
  desks: { key: string; value: SavedState };
}

/** False where the browser keeps nothing for the app: it is switched off, a private window, or the device is full. */
export const keepsHere = signal(true);

export type DeviceDatabase = IDBPDatabase<Schema>;

const NAME = "whistlestop";

let opening: Promise<DeviceDatabase | null> | null = null;

/** null where the browser offers no database (switched off, or a private window): then memory has to do. */
export function database(): Promise<DeviceDatabase | null> {
  opening ??= open().catch(() => {
    keepsHere.value = false;
    return null;
  });
  return opening;
}

/** After a connection broke: browsers end those of pages that they put to sleep, or whose data somebody deletes. */
export function reopenDatabase(): Promise<DeviceDatabase | null> {
  opening = null;
  return database();
}

async function open(): Promise<DeviceDatabase> {
  const opened = await openDB<Schema>(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("device");
      db.createObjectStore("kept");
      db.createObjectStore("contacts");
      db.createObjectStore("desks");
    },
    // A newer app in another tab waits for this connection.
    blocking: () => opened.close(),
  });
  return opened;
}

/** Every key that begins with the person's id: arrays sort after strings. */
export function ofPerson(personId: string): IDBKeyRange {
  return IDBKeyRange.bound([personId], [personId, []]);
}

/** Deletes what is kept of everybody, or of everybody but one person. */
export async function clearPeople(except: string | null): Promise<void> {
  forgetOld(localStore(), (owner) => owner !== except);
  const db = await database();
  if (!db) return;
  const transaction = db.transaction(["kept", "contacts", "desks"], "readwrite");
  const desks = transaction.objectStore("desks");
  for (const store of [transaction.objectStore("kept"), transaction.objectStore("contacts")]) {
    for (const key of await store.getAllKeys()) if (key[0] !== except) void store.delete(key);
  }
  for (const key of await desks.getAllKeys()) if (key !== except) void desks.delete(key);
  await transaction.done;
}
