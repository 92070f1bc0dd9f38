/** The archive of a campaign, as others ask for it: begun, given up, downloaded, and carried on by an alarm. */
import { refuse } from "../../../domain/outcome.ts";
import type { Env } from "../../bindings/env.ts";
import type { Tries } from "../../kit/jobs/tries.ts";
import type { AlarmSchedule } from "../../kit/time/alarm-schedule.ts";
import type { ArchiveFilesRequest, BeginArchiveRequest } from "../../rpc/campaign.ts";
import type { OfOrganization } from "../../rpc/requests.ts";
import type { CampaignState } from "../state.ts";
import { beginArchive, cancelArchive } from "./archive-begin.ts";
import { archiveFileKeys } from "./archive-files.ts";
import { archiveDeps } from "./archive-link.ts";
import type { ArchiveHooks } from "./archive-link.ts";
import { archiveProgress } from "./archive-record.ts";
import { archiveFailed, isTriedAgain } from "./archive-failed.ts";
import { runArchive } from "./archive.ts";

const NOT_FOUND = refuse("not_found" as const, "This campaign does not exist.");
const LOOK_AGAIN_MS = 2_000;

export type ArchivesDeps = Omit<ArchiveHooks, "progressed"> & {
  env: Env;
  state: CampaignState;
  /** The alarm `archive` calls `run`. */
  schedule: Pick<AlarmSchedule, "set" | "setIfEarlier">;
  tries: Tries;
};

const JOB = "archive";

export class Archives {
  readonly #deps: ArchivesDeps;

  constructor(deps: ArchivesDeps) {
    this.#deps = deps;
  }

  async begin({ orgId, archiveId, personId }: BeginArchiveRequest) {
    const { state, schedule, tries } = this.#deps;
    if (!state.of(orgId)) return NOT_FOUND;
    const wasRunning = archiveProgress(state.sql)?.state === "running";
    const begun = await beginArchive(this.#links(), { archiveId, personId });
    if (begun.ok && begun.progress.state === "running") {
      if (!wasRunning) tries.forget(JOB);
      if (wasRunning) schedule.setIfEarlier("archive", Date.now());
      else schedule.set("archive", Date.now());
    }
    return begun;
  }

  async cancel({ orgId }: OfOrganization) {
    return this.#deps.state.of(orgId) ? cancelArchive(this.#links()) : NOT_FOUND;
  }

  fileKeys({ orgId, file }: ArchiveFilesRequest): string[] {
    const { state } = this.#deps;
    const isDone = archiveProgress(state.sql)?.state === "done";
    return state.of(orgId) && isDone ? archiveFileKeys(state, file) : [];
  }

  async run(): Promise<void> {
    const { schedule, tries, onFault } = this.#deps;
    const links = this.#links();
    const tried = await tries.run(JOB, () => runArchive(links));
    if (tried.is === "failed" && isTriedAgain(links, tried.count)) throw tried.error;
    if (tried.is === "given_up") {
      onFault("archive_given_up", tried.givenUp.error, { why: tried.givenUp.why, tries: tried.givenUp.tries });
      await archiveFailed(links, tried.givenUp);
    }
    if (tried.is !== "done") tries.forget(JOB);
    else if (tried.value !== "done") schedule.set("archive", Date.now() + (tried.value === "wait" ? LOOK_AGAIN_MS : 0));
  }

  #links() {
    const { env, state, tries, ...hooks } = this.#deps;
    return archiveDeps(env, state, { ...hooks, progressed: () => tries.progressed(JOB) });
  }
}
