/** Imports that fail at each try, on the real objects: given up with place and reason, cancelled at any try, and no block. */
import { afterEach, describe, expect, test } from "vitest";
import { DIRECTORY_SHARDS, directoryKey } from "../../../domain/ids.ts";
import { cure, draftToImport, poison, rowsOf, triesAtLeast } from "../../../test/workers/import-file.ts";
import { STAGED_FAULT } from "../../../test/workers/setup/staged-faults.ts";
import { afterTest, env } from "../../../test/workers/workers-world.ts";
import { MOST_TRIES } from "../../kit/jobs/tries.ts";

afterEach(afterTest);

const CELL = "+16172345678";
const FILE = ["first,cell", ...Array.from({ length: 60 }, (_, n) => `Ann${n},+1212234${5_000 + n}`), `Bad,${CELL}`];
type Draft = Awaited<ReturnType<typeof draftToImport>>;

/** All that an import leaves: contacts, registrations, files. */
async function leftOf({ orgId, queue, progress }: Draft, queues = [1]) {
  const contacts = await Promise.all(queues.map((n) => rowsOf(queue(n), "SELECT n FROM contacts")));
  const shards = Array.from({ length: DIRECTORY_SHARDS }, (_, shard) => directoryKey(orgId, shard));
  const registered = await Promise.all(
    shards.map((key) => rowsOf(env.CONTACT_DIRECTORY.getByName(key), "SELECT contact_id FROM contacts")),
  );
  const file = await env.UPLOADS.head((await progress())?.importId ?? "");
  return { contacts: contacts.flat().length, registered: registered.flat().length, file: file !== null };
}

/** Where a step fails each time, by what breaks. */
const POISONS = {
  "a queue does not take a contact": ({ queue }: Draft) =>
    poison(queue(1), `BEFORE INSERT ON contacts WHEN NEW.cell = '${CELL}'`),
  "the directory does not register a number": ({ directoryOf }: Draft) =>
    poison(directoryOf(CELL), `BEFORE INSERT ON contacts WHEN NEW.cell = '${CELL}'`),
  "the campaign cannot make its queues": ({ stub }: Draft) => poison(stub(), "BEFORE INSERT ON queues"),
} as const;
const NAMES = Object.keys(POISONS) as (keyof typeof POISONS)[];

describe.each(NAMES)("when %s", (what) => {
  test("the import is given up after five tries, leaves nothing, and another one may be begun", async () => {
    const draft = await draftToImport();
    await POISONS[what](draft);
    await draft.begin(FILE);
    const progress = await draft.retried();
    expect(progress).toMatchObject({
      state: "failed",
      failure: {
        place: expect.stringMatching(/line 2 of the file|after the file was read/),
        reason: expect.stringContaining(`failed ${MOST_TRIES.lasting} times in a row`),
        next: expect.stringContaining("upload it again"),
        tries: MOST_TRIES.lasting,
      },
      message: expect.stringContaining("None of its contacts were kept"),
    });
    expect(progress?.message).not.toContain(STAGED_FAULT);
    expect(await leftOf(draft)).toEqual({ contacts: 0, registered: 0, file: false });
    expect(await rowsOf(draft.stub(), "SELECT * FROM job_tries")).toEqual([]);
    // What was poisoned may stay so: another file does not touch it, except in the campaign itself.
    if (what.startsWith("the campaign")) await cure(draft.stub());
    await draft.begin(FILE.slice(0, -1));
    expect(await draft.retried()).toMatchObject({ state: "done", accepted: 60 });
  });

  test.each([0, 2])("it can be cancelled after %i failed tries", async (tries) => {
    const draft = await draftToImport();
    await POISONS[what](draft);
    const importId = await draft.begin(FILE);
    if (tries > 0) await draft.retried(triesAtLeast(tries, 5));
    expect(await draft.campaign().cancelImport({ orgId: draft.orgId, importId })).toEqual({ ok: true });
    const progress = await draft.retried();
    expect(progress).toMatchObject({ state: "cancelled" });
    expect(progress?.failure).toBeUndefined();
    expect(await leftOf(draft)).toEqual({ contacts: 0, registered: 0, file: false });
  });
});

test("an import whose contacts cannot be removed again ends all the same, and says what is left", async () => {
  const draft = await draftToImport();
  await poison(draft.queue(1), "BEFORE DELETE ON contacts");
  await poison(draft.directoryOf(CELL), `BEFORE INSERT ON contacts WHEN NEW.cell = '${CELL}'`);
  // The second of two chunks fails, when the queue has the first.
  const first = Array.from({ length: 60_000 }, (_, n) => `A,+1212${2_340_000 + n}`);
  const importId = await draft.begin(["first,cell", ...first, `Bad,${CELL}`]);
  await draft.retried(({ message, rowsDone }) => rowsDone > 0 && message !== null);
  await draft.campaign().cancelImport({ orgId: draft.orgId, importId });
  expect(await draft.retried()).toMatchObject({
    state: "cancelled",
    message: expect.stringContaining("could not be removed"),
  });
  await cure(draft.queue(1));
  expect(await draft.campaign().discard({ orgId: draft.orgId })).toEqual({ ok: true });
  expect(await leftOf(draft, [1, 2])).toMatchObject({ contacts: 0, registered: 0 });
});
