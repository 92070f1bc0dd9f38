import { expect, test } from "vitest";
import type { DirectThread } from "../../../domain/phone-service/direct.ts";
import { migratedSql } from "../../testing/node-sql.ts";
import { INBOX_MIGRATIONS } from "../schema.ts";
import { DirectDeskStore } from "./direct-desk.ts";

const NUMBER = "+16132345678";
const thread = (peer: string, version: number): DirectThread => ({
  number: NUMBER,
  peer,
  version,
  last: { direction: "in", words: `version ${version}`, at: version },
  unread: 1,
});
const notice = (version: number, threads: DirectThread[], change: object = {}) => ({
  number: NUMBER,
  version,
  epoch: 1,
  isTheirs: true,
  threads,
  ...change,
});

function desk() {
  const sql = migratedSql(INBOX_MIGRATIONS);
  const start = () => new DirectDeskStore(sql);
  return { start, store: start() };
}

test("notices in any order and any number of times leave the newest of each conversation", () => {
  const notices = [
    notice(2, [thread("+1", 2)]),
    notice(5, [thread("+2", 4), thread("+1", 5)]),
    notice(3, [thread("+2", 3)]),
  ];
  for (const order of [notices, notices.toReversed(), [...notices, ...notices]]) {
    const { store, start } = desk();
    for (const each of order) store.take(each);
    expect(store.shown()).toEqual({ numbers: [NUMBER], threads: [thread("+1", 5), thread("+2", 4)] });
    expect(start().shown()).toEqual(store.shown());
  }
});

test("what says nothing new is no news", () => {
  const { store } = desk();
  expect(store.take(notice(2, [thread("+1", 2)]))).toBe(true);
  expect(store.take(notice(2, [thread("+1", 2)]))).toBe(false);
  expect(store.take(notice(1, [thread("+1", 1)]))).toBe(false);
  expect(store.take(notice(3, [thread("+1", 3)]))).toBe(true);
});

test("a number that was taken back takes its conversations along, whatever comes late", () => {
  const { store } = desk();
  store.take(notice(2, [thread("+1", 2)]));
  expect(store.take(notice(6, [], { isTheirs: false, epoch: 0 }))).toBe(true);
  expect(store.shown()).toEqual({ numbers: [], threads: [] });
  expect(store.take(notice(4, [thread("+1", 4)]))).toBe(false);
  expect(store.has(NUMBER)).toBe(false);
  expect(store.shown()).toEqual({ numbers: [], threads: [] });
});

test("of a number that comes back, conversations from before are gone, also when nobody told that it had been away", () => {
  const { store } = desk();
  store.take(notice(2, [thread("+1", 2)]));
  expect(store.take(notice(9, [thread("+2", 9)], { epoch: 8 }))).toBe(true);
  expect(store.shown().threads).toEqual([thread("+2", 9)]);
});
