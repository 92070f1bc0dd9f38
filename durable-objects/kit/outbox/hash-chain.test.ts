import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { ObjectEvent } from "../../../domain/record/events.ts";
import { batchHash, brokenLink, CHAIN_START } from "./hash-chain.ts";

function chain(length: number) {
  let previous = CHAIN_START;
  return Array.from({ length }, (_, index) => {
    const events: ObjectEvent[] = [
      { kind: "contacts_dropped", version: index, at: 1, payload: { ids: [`c.${index}`, "zwölf 🛑"] } },
    ];
    previous = batchHash(previous, JSON.stringify(events));
    return { seq: index + 1, hash: previous, events };
  });
}

it("hashes the previous hash and the batch's JSON, in hex sha-256", () => {
  expect(batchHash("ab", '["é"]')).toBe(createHash("sha256").update('ab["é"]', "utf8").digest("hex"));
});

it("is whole after a way through JSON", () => {
  expect(brokenLink(JSON.parse(JSON.stringify(chain(4))), CHAIN_START)).toBeNull();
});

it("names the batch that was changed, left out or put elsewhere", () => {
  const changed = chain(4);
  changed[2]!.events[0]!.at = 2;
  expect(brokenLink(changed, CHAIN_START)).toBe(3);
  const [first, second, third, fourth] = chain(4);
  expect(brokenLink([first!, third!, fourth!], CHAIN_START)).toBe(3);
  expect(brokenLink([second!, first!], null)).toBe(1);
});

it("takes the first batch as it is when nothing is known of the one before", () => {
  expect(brokenLink(chain(4).slice(1), null)).toBeNull();
  expect(brokenLink(chain(4).slice(1), CHAIN_START)).toBe(2);
});
