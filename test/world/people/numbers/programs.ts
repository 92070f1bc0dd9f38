/** Programs that take numbers for their users, and an owner who revokes their tokens. Each repeats what was not answered. */
import { createHash } from "node:crypto";
import type { MadeCampaign } from "../campaign.ts";
import { everyNow } from "../admins.ts";
import type { NumberFighter, WorldLoad } from "../load.ts";
import { sleep } from "../sleep.ts";
import { FOUGHT_CODES, makeProgram } from "./office.ts";
import type { NumbersRecords, TokenRecord } from "./numbers-records.ts";

export type ProgramAnswer = { status: number; body: Record<string, unknown> };

/** A revoked token is refused everywhere by then (docs/phone-service.md#tokens). */
const REVOKED_AFTER_MS = 5_000;
const TRIES = 4;
const AGAIN_MS = 300;

/** null: it was not answered. */
export async function callApi(
  play: NumberFighter,
  records: NumbersRecords,
  call: { method?: "GET" | "POST"; path: string; body?: string; type?: string; key?: string; token?: TokenRecord },
): Promise<ProgramAnswer | null> {
  const token = call.token ?? records.tokens.find(({ isLeaving }) => !isLeaving);
  if (!token) return null;
  const { method = "POST", path, body, type = "application/json", key } = call;
  const headers: Record<string, string> = { authorization: `Bearer ${token.token}` };
  if (body !== undefined) headers["content-type"] = type;
  if (key !== undefined) headers["idempotency-key"] = key;
  const askedMs = Date.now();
  try {
    const response = await fetch(play.origin + path, { method, headers, ...(body === undefined ? {} : { body }) });
    const { status } = response;
    if (status < 400 && askedMs > token.revokedMs + REVOKED_AFTER_MS)
      records.faults.push(`revoked token: ${path} was answered ${status}, ${askedMs - token.revokedMs} ms later`);
    return { status, body: (await response.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

/** The same request again until it is answered, some times. */
export async function callUntilAnswered(
  play: NumberFighter,
  records: NumbersRecords,
  call: Parameters<typeof callApi>[2],
): Promise<ProgramAnswer | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await callApi(play, records, call);
    if (answer && answer.status < 500) return answer;
    await sleep(AGAIN_MS);
  }
  return null;
}

/** Numbers for new users: five are reserved, one of them is assigned, or all are left to themselves. */
export async function takeNumbers(
  play: NumberFighter,
  records: NumbersRecords,
  who: string,
  areaCodes: readonly string[] = FOUGHT_CODES,
): Promise<void> {
  await everyNow(play, 3_000, async (n) => {
    const key = `${who}-${n}`;
    const areaCode = play.pick(areaCodes);
    const reserve = { path: "/phonebook/reserve", body: JSON.stringify({ areaCode }), key };
    // Two programs of one user, or an impatient one.
    const [reserved, again] = await Promise.all([
      callUntilAnswered(play, records, reserve),
      play.random() < 0.4 ? callApi(play, records, reserve) : null,
    ]);
    if (reserved?.status !== 200) return;
    // The phone service's own shape.
    const { refId, phoneNumbers } = reserved.body as { refId: string; phoneNumbers: string[] };
    if (again?.status === 200 && JSON.stringify(again.body) !== JSON.stringify(reserved.body))
      records.faults.push(`one key, two reservations: ${key} got ${refId} and ${String(again.body["refId"])}`);
    if (play.random() < 0.25) return;
    await play.pause(2_000 * play.random());
    const [phoneNumber = "", other = ""] = phoneNumbers;
    const userId = `${who}-user-${n}`;
    const assign = async (number: string, user: string) => {
      const body = JSON.stringify({ userId: user, refId, phoneNumber: number });
      const answer = await callUntilAnswered(play, records, { path: "/phonebook/assign", body });
      if (answer?.status !== 200) return;
      records.assigned(number, user);
      const found = await callApi(play, records, { method: "GET", path: `/phonebook/find/${number}` });
      if (found?.status === 200 && found.body["exists"] !== true)
        records.faults.push(`not found: ${number} was assigned to ${user} and is not in the phone book`);
    };
    // Somebody else presses the same button, or the user chose again: a number is one user's.
    const second = play.random() < 0.5 ? phoneNumber : other;
    await Promise.all([assign(phoneNumber, userId), play.random() < 0.3 ? assign(second, `${userId}b`) : null]);
  });
}

/** A new token first, then the old one goes; what still has it is refused soon after that was confirmed. */
export async function changeTokens(play: WorldLoad, records: NumbersRecords, { admin }: MadeCampaign): Promise<void> {
  await everyNow(play, 5_000, async () => {
    const old = records.tokens.findLast(({ isLeaving }) => !isLeaving);
    const made = await makeProgram(admin).catch(() => null);
    if (!made || !old) return;
    records.tokens.push({ ...made, revokedMs: Infinity, isLeaving: false });
    old.isLeaving = true;
    for (let tries = 0; tries < TRIES * 4; tries += 1) {
      type Revoked = { ok: true; underWay: boolean };
      const path = `/api/admin/phone-service/tokens/${old.tokenId}`;
      const revoked = await admin.delete<Revoked>(path).catch(() => null);
      if (revoked?.ok && !revoked.underWay) {
        old.revokedMs = Date.now();
        break;
      }
      if (revoked?.ok || revoked?.reason === "not_found") break;
      await sleep(AGAIN_MS);
    }
  });
}

/** A program tries its revoked token again and again, also after the load. */
export async function useOldTokens(play: WorldLoad, records: NumbersRecords): Promise<void> {
  await everyNow(play, 2_000, async () => {
    const old = records.tokens.filter(({ isLeaving }) => isLeaving);
    if (old.length === 0) return;
    const token = play.pick(old);
    await callApi(play, records, { method: "GET", path: `/phonebook/find/${records.users[0]?.number}`, token });
  });
}

/** A word that nobody else uses, so that a text is found at the carrier. */
export function wordOf(...parts: (string | number)[]): string {
  return createHash("sha256").update(parts.join(" ")).digest("hex").slice(0, 10);
}
