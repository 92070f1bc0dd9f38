import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NUMBER_RULES, numbersNeeded, servicesFor, spreadOverQueues } from "./needed.ts";

describe("how many numbers", () => {
  test.each([
    [0, 0],
    [1, 1],
    [150, 1],
    [151, 2],
    [60_000, 400],
    [10_000_000, 66_667],
  ])("%i contacts need %i", (contacts, numbers) => {
    expect(numbersNeeded(contacts)).toBe(numbers);
  });

  test("the ratio is a setting", () => {
    expect(numbersNeeded(1_000, { ...NUMBER_RULES, contactsPerNumber: 300 })).toBe(4);
  });
});

describe("numbers over queues and services", () => {
  const queues = fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 40 });

  test("no queue without contacts has any, every other one at least one as far as they go, and the sum is what there is", () => {
    fc.assert(
      fc.property(queues, fc.integer({ min: 0, max: 20_000 }), (contacts, numbers) => {
        const given = spreadOverQueues(
          numbers,
          contacts.map((each, n) => ({ n, contacts: each })),
        );
        const filled = contacts.filter((each) => each > 0).length;
        expect(given).toHaveLength(Math.min(filled, numbers));
        for (const each of given) expect(each.numbers).toBeGreaterThanOrEqual(1);
        const sum = given.reduce((all, each) => all + each.numbers, 0);
        expect(sum).toBe(filled === 0 ? 0 : numbers);
      }),
    );
  });

  test("a queue with twice the contacts has twice the numbers", () => {
    const given = spreadOverQueues(302, [
      { n: 1, contacts: 10_000 },
      { n: 2, contacts: 20_000 },
    ]);
    expect(given.map(({ numbers }) => numbers)).toEqual([101, 201]);
  });

  test("fewer numbers than queues go to the largest queues", () => {
    const given = spreadOverQueues(2, [
      { n: 1, contacts: 10 },
      { n: 2, contacts: 30 },
      { n: 3, contacts: 20 },
    ]);
    expect(given).toEqual([
      { n: 2, numbers: 1 },
      { n: 3, numbers: 1 },
    ]);
  });

  test("no service has more than the cap, and they are as even as they go", () => {
    expect(servicesFor(400)).toEqual([400]);
    expect(servicesFor(401)).toEqual([201, 200]);
    expect(servicesFor(0)).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (numbers) => {
        const services = servicesFor(numbers);
        expect(services.reduce((sum, each) => sum + each, 0)).toBe(numbers);
        expect(Math.max(...services)).toBeLessThanOrEqual(400);
        expect(Math.max(...services) - Math.min(...services)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
