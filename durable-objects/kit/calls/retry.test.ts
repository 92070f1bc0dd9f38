import { expect, it } from "vitest";
import type { Remote } from "./remote.ts";
import { callObject, isRetryable } from "./retry.ts";

type Greeter = { greet(name: string): string };

function failure(marks: { retryable?: boolean; overloaded?: boolean; remote?: boolean }) {
  return Object.assign(new Error("failed"), marks);
}

/** Fails with the errors given, one per call, then answers. */
function callee(errors: Error[]) {
  const stubs: Remote<Greeter>[] = [];
  const waits: number[] = [];
  const makeStub = (): Remote<Greeter> => {
    const stub = {
      greet: async (name: string) => {
        const error = errors.shift();
        if (error !== undefined) throw error;
        return `hello ${name}`;
      },
    };
    stubs.push(stub);
    return stub;
  };
  const options = { baseMs: 100, maxMs: 250, random: () => 0.5, sleep: async (ms: number) => void waits.push(ms) };
  return { stubs, waits, call: () => callObject(makeStub, (stub) => stub.greet("ada"), options) };
}

it("repeats what the platform calls retryable, on a fresh stub, after a random part of a growing wait", async () => {
  const { stubs, waits, call } = callee([1, 2, 3].map(() => failure({ retryable: true })));
  expect(await call()).toBe("hello ada");
  expect(new Set(stubs).size).toBe(4);
  expect(waits).toEqual([50, 100, 125]);
});

it("gives up after four calls with the last error", async () => {
  const errors = [1, 2, 3, 4].map(() => failure({ retryable: true }));
  const last = errors[3];
  const { stubs, call } = callee(errors);
  await expect(call()).rejects.toBe(last);
  expect(stubs).toHaveLength(4);
});

it.each([
  ["an overloaded object", failure({ retryable: true, overloaded: true })],
  ["an error of the object's own code", failure({ remote: true })],
  ["an error without marks", new Error("plain")],
])("does not repeat after %s", async (_, error) => {
  const { stubs, call } = callee([error]);
  await expect(call()).rejects.toBe(error);
  expect(stubs).toHaveLength(1);
});

it("takes anything that may be thrown", () => {
  expect([null, undefined, "retryable", { retryable: true }].map(isRetryable)).toEqual([false, false, false, true]);
});
