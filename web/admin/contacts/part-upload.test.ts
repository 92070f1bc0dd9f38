import { describe, expect, test } from "vitest";
import type { ImportProgress } from "../../../domain/campaigns/campaign.ts";
import { unreachable } from "../../api/call.ts";
import type { Outcome } from "../../api/call.ts";
import { PartUpload } from "./part-upload.ts";
import type { PartUploadApi } from "./part-upload.ts";

const FILE = new Blob(["0123456789abcdefghijABC"]);
const ID = "i000000000000000";

/** What an import says that has just begun. */
function newProgress(importId: string): ImportProgress {
  const nothingYet = { rows: 0, rowsDone: 0, accepted: 0, refused: 0, refusedBy: {}, optedOut: 0, rowsPerSecond: 0 };
  return { importId, state: "running", ...nothingYet, secondsLeft: null, problems: [], message: null };
}

/** A server that has some parts and answers as the test wants; `sent` are the parts that came. */
function server({ partsDone = [] as number[], answers = {} as Record<number, Outcome<object>[]> } = {}) {
  const sent: [number, string][] = [];
  const dropped: string[] = [];
  const rests: number[] = [];
  const waiting: { put: (() => void) | null } = { put: null };
  const api: PartUploadApi = {
    begin: async () => ({
      ok: true,
      upload: {
        uploadId: ID,
        fileName: "a.csv",
        fileBytes: FILE.size,
        fileModifiedAt: 1,
        partBytes: 10,
        partCount: 3,
        partsDone,
      },
    }),
    put: async (_id, n, part) => {
      sent.push([n, await part.text()]);
      waiting.put?.();
      return answers[n]?.shift() ?? { ok: true };
    },
    complete: async (uploadId) => ({ ok: true, progress: newProgress(uploadId) }),
    drop: async (uploadId) => void dropped.push(uploadId),
    rest: async (ms) => void rests.push(ms),
  };
  return { api, sent, dropped, rests, waiting };
}

describe("an upload in parts", () => {
  test("sends equal parts in order, and becomes an import", async () => {
    const { api, sent } = server();
    const upload = new PartUpload(FILE, api);
    expect(await upload.run()).toMatchObject({ importId: ID, state: "running" });
    expect(sent).toEqual([
      [1, "0123456789"],
      [2, "abcdefghij"],
      [3, "ABC"],
    ]);
    expect(upload.state.value).toMatchObject({ phase: "done", sentBytes: 23, totalBytes: 23 });
  });

  test("does not send again what the server has from before the page was closed", async () => {
    const { api, sent } = server({ partsDone: [1, 3] });
    await new PartUpload(FILE, api).run();
    expect(sent.map(([n]) => n)).toEqual([2]);
  });

  test("sends a part again that did not arrive, resting longer each time", async () => {
    const { api, sent, rests } = server({ answers: { 2: [unreachable, unreachable] } });
    expect(await new PartUpload(FILE, api).run()).not.toBeNull();
    expect(sent.map(([n]) => n)).toEqual([1, 2, 2, 2, 3]);
    expect(rests).toEqual([1_000, 2_000]);
  });

  test("ends with the server's own words when a part is refused", async () => {
    const refusal = { ok: false, reason: "already_started", message: "It has started." } as const;
    const { api } = server({ answers: { 1: [refusal] } });
    const upload = new PartUpload(FILE, api);
    expect(await upload.run()).toBeNull();
    expect(upload.state.value).toMatchObject({ phase: "refused", message: "It has started." });
  });

  test("holds, and goes on with the part that was under way", async () => {
    const made = server({ answers: { 2: [unreachable] } });
    const upload = new PartUpload(FILE, made.api);
    made.waiting.put = () => {
      if (made.sent.length === 2) upload.pause();
    };
    const ended = upload.run();
    await expect.poll(() => upload.state.value.phase).toBe("paused");
    expect(made.sent.map(([n]) => n)).toEqual([1, 2]);
    upload.resume();
    expect(await ended).not.toBeNull();
    expect(made.sent.map(([n]) => n)).toEqual([1, 2, 2, 3]);
  });

  test("that is dropped ends, and the server forgets it, also while it is held", async () => {
    const made = server({ answers: { 2: [unreachable] } });
    const upload = new PartUpload(FILE, made.api);
    made.waiting.put = () => {
      if (made.sent.length === 2) upload.pause();
    };
    const ended = upload.run();
    await expect.poll(() => upload.state.value.phase).toBe("paused");
    await upload.drop();
    expect(await ended).toBeNull();
    expect(made.dropped).toEqual([ID]);
    expect(made.sent).toHaveLength(2);
  });
});
