/** The installation's inventory over its API, as the operator: SETUP_TOKEN at the origin WHISTLESTOP_ORIGIN. */
import type { Reconciliation, ReleaseOutcome, TakeOverOutcome } from "../../domain/numbers/buying.ts";

type Variables = Readonly<Record<string, string | undefined>>;
type Answer<T> = ({ ok: true } & T) | { ok: false; message: string };

const AT_ONCE = 500;

export type InstallationNumbers = {
  origin: string;
  takeOver(numbers: readonly string[]): Promise<number>;
  release(numbers: readonly string[]): Promise<ReleaseOutcome>;
  reconcile(): Promise<Reconciliation>;
};

/** null: the environment names none. @param pool `shared`, or an organization's id */
export function installationOf(variables: Variables, pool: string): InstallationNumbers | null {
  const { WHISTLESTOP_ORIGIN: given, SETUP_TOKEN: token } = variables;
  if (!given || !token) return null;
  const origin = given.replace(/\/$/, "");

  async function post<T>(path: string, body: object = {}): Promise<T> {
    const response = await fetch(`${origin}/api/setup/numbers/${pool}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    // The routes' own answers.
    const answer = (await response.json()) as Answer<T>;
    if (!answer.ok) throw new Error(answer.message);
    return answer;
  }
  function* parts(numbers: readonly string[]): Generator<{ numbers: string[] }> {
    for (let at = 0; at < numbers.length; at += AT_ONCE) yield { numbers: numbers.slice(at, at + AT_ONCE) };
  }

  return {
    origin,
    async takeOver(numbers) {
      let added = 0;
      for (const part of parts(numbers)) {
        added += (await post<Extract<TakeOverOutcome, { ok: true }>>("take-over", part)).added;
      }
      return added;
    },
    async release(numbers) {
      const all: ReleaseOutcome = { ok: true, leaving: 0, held: [], unknown: [] };
      for (const part of parts(numbers)) {
        const { leaving, held, unknown } = await post<ReleaseOutcome>("release", part);
        all.leaving += leaving;
        all.held.push(...held);
        all.unknown.push(...unknown);
      }
      return all;
    },
    reconcile: async () => (await post<{ result: Reconciliation }>("reconcile")).result,
  };
}
