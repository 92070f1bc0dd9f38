import { describe, expect, test } from "vitest";
import type { Carrier, OfferedText } from "../../../domain/sending/carrier.ts";
import { withOwnAccounts } from "./own-carrier.ts";
import type { LoadedAccount } from "./own-carrier.ts";

const AC = `AC${"a".repeat(32)}`;
const FORMER = `AC${"b".repeat(32)}`;
const INSTALLATION = `AC${"c".repeat(32)}`;
const STRANGE: LoadedAccount = { ok: false, why: "not the organization's" };
const FILE = (account: string) =>
  `/2010-04-01/Accounts/${account}/Messages/MM${"1".repeat(32)}/Media/ME${"2".repeat(32)}`;
// Only its recipient is looked at here.
const text = { to: "+16175550101" } as OfferedText;

/** A carrier that writes down who called it. */
function named(name: string, calls: string[]): Carrier {
  const note = <T>(what: string, answer: T): Promise<T> => {
    calls.push(`${name} ${what}`);
    return Promise.resolve(answer);
  };
  return {
    carry: () => note("carry", { kind: "accepted" as const, sid: "SM1", status: "queued", from: null, segments: 1 }),
    find: () => note("find", { kind: "absent" as const }),
    list: () => note("list", { ok: true as const, texts: [] }),
    fetchMedia: () => note("media", { kind: "failed" as const, problem: "none" }),
    share: () => Promise.reject(new Error("a share is asked for by account")),
    lookUpAfterMs: 1,
    absenceIsProofAfterMs: 2,
  };
}

function world(sid: string | null = AC) {
  const calls: string[] = [];
  const state = {
    sid,
    nowMs: 0,
    loads: 0,
    isFormer: false,
    answer: (): Promise<LoadedAccount> =>
      Promise.resolve({
        ok: true,
        account: { accountSid: AC, authToken: `t${state.loads}`, apiBase: "https://c" },
        isFormer: state.isFormer,
      }),
  };
  const carrier = withOwnAccounts(named("ours", calls), {
    installationSid: INSTALLATION,
    sidOf: () => state.sid,
    load: (accountSid) => {
      state.loads += 1;
      return accountSid === AC || accountSid === FORMER ? state.answer() : Promise.resolve(STRANGE);
    },
    carrierOf: ({ authToken }) => named(authToken, calls),
    share: () => Promise.reject(new Error(`share of ${state.sid}`)),
    now: () => state.nowMs,
  });
  return { carrier, calls, state };
}

describe("a campaign that was started with the installation's account", () => {
  test("never asks for another", async () => {
    const { carrier, calls, state } = world(null);
    expect(carrier.ready?.()).toBeNull();
    await carrier.carry(text);
    await carrier.list({ to: "+1", sinceMs: 0 });
    await expect(carrier.share({} as never)).rejects.toThrow("share of null");
    expect(calls).toEqual(["ours carry", "ours list"]);
    expect(state.loads).toBe(0);
  });
});

describe("a campaign that was started with an account of the organization's own", () => {
  test("calls, looks up and gets its pace with it, and reads it once in half a minute", async () => {
    const { carrier, calls, state } = world();
    expect(await carrier.ready?.()).toBeNull();
    expect(carrier.ready?.()).toBeNull();
    await carrier.carry(text);
    await carrier.find({} as never);
    await carrier.list({ to: "+1", sinceMs: 0 });
    await expect(carrier.share({} as never)).rejects.toThrow(`share of ${AC}`);
    expect(calls).toEqual(["t1 carry", "t1 find", "t1 list"]);
    state.nowMs = 30_000;
    await carrier.ready?.();
    await carrier.carry(text);
    expect(calls.at(-1)).toBe("t2 carry");
    expect(state.loads).toBe(2);
  });

  test("gets each file from the account that it came to", async () => {
    const { carrier, calls } = world();
    await carrier.fetchMedia(FILE(AC));
    await carrier.fetchMedia(FILE(INSTALLATION));
    await carrier.fetchMedia(FILE(FORMER));
    expect(calls).toEqual(["t1 media", "ours media", "t2 media"]);
    const strange = await carrier.fetchMedia(FILE(`AC${"d".repeat(32)}`));
    expect(strange).toEqual({ kind: "failed", problem: "not the organization's" });
    expect(calls).toHaveLength(3);
  });

  test("sends nothing more by an account that was given away, and still looks up what went by it", async () => {
    const { carrier, calls, state } = world();
    await carrier.carry(text);
    state.isFormer = true;
    state.nowMs = 30_000;
    const waits = {
      kind: "waits",
      scope: "account",
      why: expect.stringContaining("belongs to another organization now"),
    };
    expect(await carrier.ready?.()).toMatchObject(waits);
    expect(await carrier.carry(text)).toMatchObject(waits);
    expect(await carrier.find({} as never)).toEqual({ kind: "absent" });
    await carrier.fetchMedia(FILE(AC));
    // The list would show what the present holder sends.
    expect(await carrier.list({ to: "+1", sinceMs: 0 })).toMatchObject({ ok: false });
    expect(calls).toEqual(["t1 carry", "t2 find", "t2 media"]);
    state.isFormer = false;
    state.nowMs = 60_000;
    expect(await carrier.ready?.()).toBeNull();
  });

  test("waits when the account cannot be opened, and never goes by the installation's", async () => {
    const { carrier, calls, state } = world();
    state.answer = () => Promise.resolve({ ok: false, why: "enter it again" });
    const waits = { kind: "waits", scope: "account", why: "enter it again" };
    expect(await carrier.ready?.()).toMatchObject(waits);
    expect(await carrier.carry(text)).toMatchObject(waits);
    // An absence at another account would prove nothing.
    expect(await carrier.find({} as never)).toEqual({ kind: "unreachable", detail: "enter it again" });
    expect(await carrier.list({ to: "+1", sinceMs: 0 })).toMatchObject({ ok: false });
    expect(calls).toEqual([]);
  });

  test("goes on with what it knows while the organization's object does not answer, and waits if it knows nothing", async () => {
    const { carrier, calls, state } = world();
    const ask = state.answer;
    state.answer = () => Promise.reject(new Error("away"));
    expect(await carrier.ready?.()).toMatchObject({ kind: "throttled" });
    state.answer = ask;
    await carrier.carry(text);
    state.answer = () => Promise.reject(new Error("away"));
    state.nowMs = 100_000;
    expect(await carrier.ready?.()).toBeNull();
    await carrier.carry(text);
    expect(calls).toEqual(["t2 carry", "t2 carry"]);
  });
});
