/**
 * Chooses the carrier account of each call: the organization's own, if the campaign was started with one, else the
 * installation's. A campaign keeps its account, because its texts of unknown outcome are only to be found there.
 */
import type { Carrier, SendOutcome } from "../../../domain/sending/carrier.ts";
import type { TwilioAccount } from "../../../twilio/carrier.ts";

/** A new token or key of the account is in use after this time at the latest. */
const KEPT_MS = 30_000;
const ASK_AGAIN_MS = 5_000;
const WAITS_MS = 30_000;
/** What the carrier says to a login that it refuses. */
const NO_LOGIN = 20003;

/** `isFormer`: another organization has it now, so what went by it can be looked up, and nothing more goes. */
export type LoadedAccount = { ok: true; account: TwilioAccount; isFormer: boolean } | { ok: false; why: string };

export type OwnCarrierDeps = {
  /** The installation's account. */
  installationSid: string;
  /** The account that the campaign was started with; null: the installation's. */
  sidOf: () => string | null;
  /** Rejects when the organization's object cannot be reached. */
  load: (accountSid: string) => Promise<LoadedAccount>;
  carrierOf: (account: TwilioAccount) => Carrier;
  share: Carrier["share"];
  now: () => number;
};

type Known = { carrier: Carrier; isFormer: boolean };
type Found = ({ ok: true } & Known) | { ok: false; outcome: SendOutcome; why: string };

/** @param ours with the installation's account */
export function withOwnAccounts(ours: Carrier, deps: OwnCarrierDeps): Carrier {
  const { sidOf, load, carrierOf, now, installationSid } = deps;
  let known: ({ sid: string; atMs: number } & Known) | null = null;

  async function find(sid: string): Promise<Found> {
    if (known?.sid === sid && now() - known.atMs < KEPT_MS) return { ok: true, ...known };
    try {
      const loaded = await load(sid);
      if (loaded.ok) {
        known = { sid, carrier: carrierOf(loaded.account), isFormer: loaded.isFormer, atMs: now() };
        return { ok: true, ...known };
      }
      const { why } = loaded;
      if (known?.sid === sid) known = null;
      return { ok: false, why, outcome: waits(why) };
    } catch (error) {
      // As before, until the organization's object answers again.
      if (known?.sid === sid) return { ok: true, ...known };
      const why = `The organization's carrier account could not be read: ${String(error)}`;
      return { ok: false, why, outcome: { kind: "throttled", retryAfterMs: ASK_AGAIN_MS, why } };
    }
  }

  /** For texts that go: not by an account that was given away. */
  async function findToSend(sid: string): Promise<Found> {
    const found = await find(sid);
    if (!found.ok || !found.isFormer) return found;
    const why = givenAway(sid);
    return { ok: false, why, outcome: waits(why) };
  }

  return {
    ready: () => {
      const sid = sidOf();
      if (sid === null) return ours.ready?.() ?? null;
      if (known?.sid === sid && !known.isFormer && now() - known.atMs < KEPT_MS) return null;
      return findToSend(sid).then((found) => (found.ok ? null : found.outcome));
    },
    carry: (text) => {
      const sid = sidOf();
      if (sid === null) return ours.carry(text);
      return findToSend(sid).then((found) => (found.ok ? found.carrier.carry(text) : found.outcome));
    },
    find: async (wanted) => {
      const sid = sidOf();
      if (sid === null) return ours.find(wanted);
      const found = await find(sid);
      return found.ok ? found.carrier.find(wanted) : { kind: "unreachable", detail: found.why };
    },
    list: async (query) => {
      const sid = sidOf();
      if (sid === null) return ours.list(query);
      // The list would show what the present holder has sent.
      const found = await findToSend(sid);
      return found.ok ? found.carrier.list(query) : { ok: false, detail: found.why };
    },
    fetchMedia: async (path) => {
      // A reply may come by another account than the campaign's: its files are there.
      const sid = accountOfFile(path);
      if (sid === undefined || sid === installationSid) return ours.fetchMedia(path);
      if (sid === sidOf()) {
        const found = await find(sid);
        return found.ok ? found.carrier.fetchMedia(path) : { kind: "failed", problem: found.why };
      }
      const loaded = await load(sid).catch((error: unknown) => ({ ok: false as const, why: String(error) }));
      return loaded.ok ? carrierOf(loaded.account).fetchMedia(path) : { kind: "failed", problem: loaded.why };
    },
    share: deps.share,
    lookUpAfterMs: ours.lookUpAfterMs,
    absenceIsProofAfterMs: ours.absenceIsProofAfterMs,
  };
}

function waits(why: string): SendOutcome {
  return { kind: "waits", scope: "account", code: NO_LOGIN, retryAfterMs: WAITS_MS, why };
}

function givenAway(sid: string): string {
  return `The carrier account ${sid} belongs to another organization now: nothing more is sent by it.`;
}

/** "/2010-04-01/Accounts/AC…/Messages/…": the account whose file it is. */
function accountOfFile(path: string): string | undefined {
  const parts = path.split("/");
  return parts.find((part, at) => parts[at - 1] === "Accounts" && /^AC[0-9a-f]{32}$/.test(part));
}
