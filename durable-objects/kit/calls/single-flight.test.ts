import { expect, test } from "vitest";
import { SingleFlight } from "./single-flight.ts";

test("twenty who ask at once cost two questions, and nobody gets an answer from before they came", async () => {
  const truth = { value: "before" };
  let asked = 0;
  const flights = new SingleFlight<string>();
  const gates: (() => void)[] = [];
  const ask = async () => {
    asked += 1;
    const answer = truth.value;
    await new Promise<void>((resolve) => {
      gates.push(resolve);
    });
    return answer;
  };
  const first = flights.run("n", ask);
  truth.value = "after";
  const others = Array.from({ length: 19 }, () => flights.run("n", ask));
  gates.shift()?.();
  expect(await first).toBe("before");
  await expect.poll(() => gates.length).toBe(1);
  gates.shift()?.();
  expect(new Set(await Promise.all(others))).toEqual(new Set(["after"]));
  expect(asked).toBe(2);
  const later = flights.run("n", ask);
  gates.shift()?.();
  await later;
  expect(asked).toBe(3);
});

test("a failure is everybody's own, and others ask by themselves when their leader has died", async () => {
  const flights = new SingleFlight<string>(20);
  const never = new Promise<string>(() => {});
  void flights.run("n", () => never);
  void flights.run("n", () => never);
  expect(await flights.run("n", async () => "own")).toBe("own");
  expect(await flights.run("n", async () => "again")).toBe("again");
  await expect(
    flights.run("other", async () => {
      throw new Error("away");
    }),
  ).rejects.toThrow("away");
  expect(await flights.run("other", async () => "back")).toBe("back");
});
