/** The person who uses this device, across visits: who signed in last, and their data. */
import type { Me } from "../../domain/people/people.ts";
import { clearPeople, database } from "./database.ts";
import { openPersonData } from "./person-data.ts";
import type { PersonData } from "./person-data.ts";

let current: PersonData | null = null;

/** Signed in here last, and not signed out since; null if nobody. */
export async function rememberedPerson(): Promise<Me | null> {
  const me = await (await database())?.get("device", "me").catch(() => undefined);
  return typeof me === "object" ? me : null;
}

/** Opens the person's data, and deletes what is here of anybody else. */
export async function welcome(me: Me): Promise<PersonData> {
  const db = await database();
  await db?.put("device", me, "me").catch(() => {});
  if (current?.personId === me.personId) return current;
  await clearPeople(me.personId).catch(() => {});
  current = await openPersonData(me.personId);
  return current;
}

/** The data of the person who is signed in. */
export function personData(personId: string): PersonData {
  if (current?.personId !== personId) throw new Error("a person's data is opened when they sign in");
  return current;
}

/** The person signed out: nothing of them stays. Not called when a session only ended. */
export async function forgetPeople(): Promise<void> {
  current = null;
  await (await database())?.delete("device", "me").catch(() => {});
  await clearPeople(null).catch(() => {});
}

/** Whether the server has yet to be told of a sign-out that happened without a network. */
export async function isSignOutOwed(): Promise<boolean> {
  return (await (await database())?.get("device", "signOutOwed").catch(() => undefined)) === true;
}

export async function setSignOutOwed(owed: boolean): Promise<void> {
  const db = await database();
  if (owed) await db?.put("device", true, "signOutOwed").catch(() => {});
  else await db?.delete("device", "signOutOwed").catch(() => {});
}
