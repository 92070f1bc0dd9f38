/** A closed campaign to be archived, in Node: a real queue on `node:sqlite`, and a Postgres that holds what its events say. */
import { archiveLinesOf } from "../../domain/archive/archive.ts";
import type { ArchiveLines } from "../../domain/archive/archive.ts";
import type { ArchiveProgress } from "../../domain/archive/archive-progress.ts";
import { emptyForArchive, exportPart, readiness } from "../campaign-queue/contacts/archive.ts";
import { archiveFailed, isTriedAgain } from "../campaign/archive/archive-failed.ts";
import { archiveProgress } from "../campaign/archive/archive-record.ts";
import { beginArchive } from "../campaign/archive/archive-begin.ts";
import { runArchive } from "../campaign/archive/archive.ts";
import type { ArchiveDeps } from "../campaign/archive/archive.ts";
import { CAMPAIGN_MIGRATIONS } from "../campaign/schema.ts";
import { CampaignState } from "../campaign/state.ts";
import type { Remote } from "../kit/calls/remote.ts";
import { Tries } from "../kit/jobs/tries.ts";
import type { CampaignQueueRpc, EmptyForArchiveRequest } from "../rpc/campaign-queue.ts";
import { migratedSql } from "./node-sql.ts";
import { ANA, aConfig, CAMPAIGN_ID, queueWorld } from "./queue-world.ts";

const ID = "archive-of-a-test-0001";

/** One queue with seven contacts, two of them texted, one reply. */
export function closedCampaign() {
  const sql = migratedSql(CAMPAIGN_MIGRATIONS);
  const state = new CampaignState(sql, CAMPAIGN_ID);
  state.save({ ...aConfig({ status: "CLOSED" }), joinToken: "", customFields: ["city"] });
  state.addQueues(1);
  state.addTexter(ANA.personId, 1, 1);
  const world = queueWorld({ contacts: 7 });
  world.lease(ANA, 3);
  world.send(1);
  world.send(2);
  world.wave(({ n }) => ({ kind: "accepted", sid: `SM-${n}`, status: "accepted", from: null, segments: 1 }));
  world.receive(1, "Yes");
  const unconfirmed = { rows: 0 };
  const queue = {
    archiveReadiness: async () => readiness(world.store, unconfirmed.rows),
    exportPart: async ({ after, limit }: { after: number; limit: number }) => exportPart(world.store, after, limit),
    emptyForArchive: async (request: EmptyForArchiveRequest) =>
      emptyForArchive(world.store, { ...request, outboxRows: unconfirmed.rows }),
  };
  const everything = () => archiveLinesOf(exportPart(world.store, 0, 100));
  const postgres: { lines: ArchiveLines | null; extra: number; fault: Error | null } = {
    lines: null,
    extra: 0,
    fault: null,
  };
  /** As it is, unless a test has fixed what Postgres holds. */
  const stored = () => {
    if (postgres.fault !== null) throw postgres.fault;
    return postgres.lines ?? everything();
  };
  const files = new Map<string, string>();
  const published: ArchiveProgress[] = [];
  const calls = { desks: 0 };
  const tries = new Tries({ sql, now: () => 1_000 });
  const deps: ArchiveDeps = {
    state,
    now: () => 1_000,
    // Only these calls are made.
    queue: () => queue as unknown as Remote<CampaignQueueRpc>,
    postgres: {
      lines: async (ids) =>
        new Map([...stored()].filter(([what]) => ids.includes(what) || ids.includes(what.slice(0, what.indexOf("/"))))),
      asStored: (lines) => lines,
      counts: async () => {
        const whats = [...stored().keys()];
        const messages = whats.filter((what) => what.includes("/")).length;
        return new Map([[1, { contacts: whats.length - messages, messages: messages + postgres.extra }]]);
      },
    },
    deleteFiles: async (keys) => void keys.forEach((key) => files.delete(key)),
    putFile: async (key, text) => void files.set(key, text),
    becomeArchived: () => {
      const info = deps.state.info!;
      deps.state.save({ ...info, status: "ARCHIVED", epoch: info.epoch + 1 });
    },
    clearDesks: async () => void (calls.desks += 1),
    forget: () => sql.run("DELETE FROM texters"),
    publish: (progress) => void published.push(progress),
    progressed: () => tries.progressed("archive"),
    onFault: () => {},
    sizes: { contactsPerPart: 3, stepsPerRun: 1 },
  };
  const campaign = {
    sql,
    world,
    deps,
    files,
    published,
    calls,
    postgres,
    unconfirmed,
    everything,
    begin: (archiveId = ID) => beginArchive(deps, { archiveId, personId: "p1" }),
    /** Nothing but the tables is left of the campaign and its queue. */
    restart: () => {
      Object.assign(deps, { state: new CampaignState(sql, CAMPAIGN_ID) });
      world.restart();
    },
    /** Steps until it rests; each may be followed by something. */
    run: async (afterStep: () => void = () => {}) => {
      for (let steps = 1; steps < 100; steps += 1) {
        const next = await runArchive(deps);
        afterStep();
        if (next === "done") return steps;
      }
      throw new Error("an archive without end");
    },
    /** One run as the alarm makes it; true when it is over. */
    tryOnce: async () => {
      const tried = await tries.run("archive", () => runArchive(deps));
      if (tried.is === "done") return tried.value === "done";
      if (tried.is === "failed") return !isTriedAgain(deps, tried.count);
      await archiveFailed(deps, tried.givenUp);
      return true;
    },
    progress: () => archiveProgress(sql)!,
  };
  return campaign;
}
