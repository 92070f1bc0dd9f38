import { signal } from "@preact/signals";
import { database } from "../device/database.ts";

/** Whether the list of keys is open. */
export const keysShown = signal(false);

/** Of this device: after Send the conversation stays, instead of the next waiting one coming by itself. */
export const staysAfterSend = signal(false);

export async function readStaysAfterSend(): Promise<void> {
  staysAfterSend.value = (await (await database())?.get("device", "staysAfterSend").catch(() => false)) === true;
}

export function setStaysAfterSend(stays: boolean): void {
  staysAfterSend.value = stays;
  void database().then((db) => db?.put("device", stays, "staysAfterSend").catch(() => {}));
}
