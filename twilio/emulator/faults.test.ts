import { describe, expect, test } from "vitest";
import { createMessage } from "../carrier.ts";
import { account, ANNA, testCarrier } from "./test-carrier.ts";

const recipients = Array.from({ length: 200 }, (_, i) => `+1617444${String(i).padStart(4, "0")}`);

/** Which recipients' texts were accepted, with half of them refused, in the order given. */
async function accepted(to: string[], seed: number): Promise<string[]> {
  const carrier = testCarrier();
  await carrier.control("/faults", { kind: "429", probability: 0.5, seed });
  for (const one of to) await createMessage(account, carrier.text({ to: one }), carrier.deps);
  return (await carrier.ledger()).map((text) => text.to).sort();
}

describe("faults", () => {
  test("repeat with their seed, in any order of the texts, and differ with another", async () => {
    const first = await accepted(recipients, 1);
    expect(first.length).toBeGreaterThan(70);
    expect(first.length).toBeLessThan(130);
    expect(await accepted(recipients.toReversed(), 1)).toEqual(first);
    expect(await accepted(recipients, 2)).not.toEqual(first);
  });

  test("draw anew for a repeated text, so that a refused one passes some time", async () => {
    const carrier = testCarrier();
    await carrier.control("/faults", { kind: "500", probability: 0.5 });
    const kinds = new Set<string>();
    for (let i = 0; i < 20; i += 1) kinds.add((await createMessage(account, carrier.text(), carrier.deps)).kind);
    expect(kinds).toEqual(new Set(["unknown", "accepted"]));
  });

  test("end after their count, can be for one number, and can be listed and cleared", async () => {
    const carrier = testCarrier();
    const { id } = await carrier.control<{ id: number }>("/faults", { kind: "error-code", code: 21614, to: ANNA });
    await carrier.control("/faults", { kind: "500", count: 1 });
    const send = async (to: string) => (await createMessage(account, carrier.text({ to }), carrier.deps)).kind;
    expect([await send("+16174440002"), await send("+16174440002"), await send(ANNA)]).toEqual([
      "unknown",
      "accepted",
      "rejected",
    ]);
    expect(await carrier.control("/faults")).toMatchObject({
      faults: [
        { kind: "error-code", hits: 1 },
        { kind: "500", hits: 1 },
      ],
    });
    await carrier.control(`/faults/${id}`, undefined, "DELETE");
    expect(await send(ANNA)).toBe("accepted");
    await carrier.control("/faults", { kind: "500" });
    await carrier.control("/faults", undefined, "DELETE");
    expect(await send(ANNA)).toBe("accepted");
  });

  test("never cost a text that the request itself spoils", async () => {
    const carrier = testCarrier();
    await carrier.control("/faults", { kind: "500", count: 1 });
    expect(await createMessage(account, carrier.text({ body: "" }), carrier.deps)).toMatchObject({ code: 21619 });
    expect(await carrier.control("/faults")).toMatchObject({ faults: [{ hits: 0 }] });
  });

  test("an error code comes with the request for 2xxxx, with a report for 3xxxx, or as set", async () => {
    const outcome = async (fault: object) => {
      const carrier = testCarrier();
      await carrier.control("/faults", { kind: "error-code", ...fault });
      return createMessage(account, carrier.text(), carrier.deps);
    };
    expect(await outcome({ code: 21610 })).toMatchObject({ kind: "rejected", code: 21610 });
    expect(await outcome({ code: 30003 })).toMatchObject({ kind: "accepted" });
    expect(await outcome({ code: 21610, at: "report" })).toMatchObject({ kind: "accepted" });
  });

  test("'no MMS here' is met by texts with files only", async () => {
    const carrier = testCarrier();
    await carrier.control("/faults", { kind: "error-code", code: 30011 });
    await createMessage(account, carrier.text(), carrier.deps);
    await createMessage(account, carrier.text({ mediaUrl: "https://text.example.org/p.png" }), carrier.deps);
    expect((await carrier.ledger()).map(({ errorCode }) => errorCode)).toEqual([null, 30011]);
  });

  test("that make no sense are refused with the reason", async () => {
    const carrier = testCarrier();
    expect(await carrier.control("/faults", { kind: "earthquake" })).toMatchObject({
      error: expect.stringContaining("kind"),
    });
    expect(await carrier.control("/faults", { kind: "error-code" })).toMatchObject({
      error: expect.stringContaining("code"),
    });
  });
});
