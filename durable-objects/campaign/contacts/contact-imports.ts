/** Adding and removing contacts: uploads in parts, imports, and a draft that is deleted with all its contacts. */
import type { CampaignFrame } from "../../../domain/campaigns/campaign.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Env } from "../../bindings/env.ts";
import type { Tries } from "../../kit/jobs/tries.ts";
import type { Logger } from "../../kit/log/log.ts";
import type { AlarmSchedule } from "../../kit/time/alarm-schedule.ts";
import { runImport } from "./import.ts";
import { clearQueues } from "./import-cleanup.ts";
import { importDeps } from "./import-link.ts";
import { cleanUpFailed, importFailed, importIsTriedAgain } from "./import-failed.ts";
import { beginImport, cancelImport, isCancelling, runningImport } from "./import-work.ts";
import { refusedPage } from "./refused-rows.ts";
import type { CampaignState } from "../state.ts";
import { beginUpload, forgetUpload, leaveFile, storePart, sweepUploads, UPLOAD_KEPT_MS, uploadsOf } from "./uploads.ts";
import type {
  BeginImportRequest,
  BeginUploadRequest,
  CancelImportRequest,
  StorePartRequest,
} from "../../rpc/campaign.ts";

const NOT_FOUND = refuse("not_found" as const, "This campaign does not exist.");

export type ContactImportDeps = {
  env: Env;
  state: CampaignState;
  /** Alarms `import` and `uploads` call `run` and `sweep`. */
  schedule: Pick<AlarmSchedule, "set" | "setIfEarlier">;
  tries: Tries;
  broadcast: (frame: CampaignFrame) => void;
  onFault: Logger["fault"];
};

const JOB = "import";
const SWEEP_AGAIN_MS = 3_600_000;

export class ContactImports {
  readonly #deps: ContactImportDeps;

  constructor(deps: ContactImportDeps) {
    this.#deps = deps;
  }

  begin(request: BeginImportRequest) {
    const refusal = this.#refusal(request.orgId, request.mode);
    if (refusal) return refusal;
    const begun = beginImport(this.#deps.state, request, Date.now());
    if (begun.ok && begun.progress.state === "running") this.#deps.schedule.setIfEarlier("import", Date.now());
    return begun;
  }

  cancel({ orgId, importId }: CancelImportRequest) {
    const { state, schedule, tries, broadcast } = this.#deps;
    if (!state.of(orgId) || !cancelImport(state, importId)) return NOT_FOUND;
    // At once, also while a failing step waits for its next try; taking back has its own tries.
    schedule.set("import", Date.now());
    tries.forget(JOB);
    const progress = state.lastImport();
    if (progress) broadcast({ t: "import", progress });
    return { ok: true as const };
  }

  beginUpload(request: BeginUploadRequest) {
    const refusal = this.#refusal(request.orgId, request.upload.mode);
    if (refusal) return refusal;
    this.#deps.schedule.setIfEarlier("uploads", Date.now() + UPLOAD_KEPT_MS);
    return beginUpload(this.#deps.state, request, Date.now());
  }

  uploads({ orgId }: { orgId: string }) {
    const { state } = this.#deps;
    if (!state.of(orgId)) return NOT_FOUND;
    return { ok: true as const, uploads: uploadsOf(state.sql, orgId, state.campaignId) };
  }

  storePart({ orgId, uploadId, n, etag }: StorePartRequest): void {
    const { state } = this.#deps;
    if (state.of(orgId)) storePart(state.sql, uploadId, n, etag, Date.now());
  }

  forgetUpload({ orgId, uploadId }: { orgId: string; uploadId: string }): void {
    const { state } = this.#deps;
    if (state.of(orgId)) forgetUpload(state.sql, uploadId);
  }

  refusedPage({ orgId, after }: { orgId: string; after: string }) {
    const { state } = this.#deps;
    const last = state.of(orgId) && state.lastImport();
    if (!last) return { rows: [], headers: [], next: null };
    return refusedPage(state.sql, last.importId, after);
  }

  async discard({ orgId }: { orgId: string }) {
    const { state } = this.#deps;
    const info = state.evenDiscarded(orgId);
    if (!info) return NOT_FOUND;
    if (info.status !== "DRAFT") {
      return refuse("already_started", "Only a draft can be deleted. Close a campaign that has started.");
    }
    if (runningImport(state)) {
      return refuse(
        "import_running",
        "Contacts are being imported right now. Wait until that is done, or cancel the import.",
      );
    }
    // First, so that no start or import comes in between; an interrupted deletion is repeated.
    state.save({ ...info, discarded: true });
    await this.dropUploads().catch((error: unknown) => {
      this.#deps.onFault("uploads_not_dropped", error);
      this.#deps.schedule.set("uploads", Date.now() + SWEEP_AGAIN_MS);
    });
    await clearQueues(this.#links());
    return { ok: true as const };
  }

  async run(): Promise<void> {
    const { state, schedule, tries, onFault } = this.#deps;
    const links = this.#links();
    const row = runningImport(state);
    if (!row) return tries.forget(JOB);
    const wasCancelling = isCancelling(state, row.id);
    const tried = await tries.run(JOB, () => runImport(links));
    if (tried.is === "done") {
      if (tried.value) schedule.set("import", Date.now());
      return;
    }
    if (isCancelling(state, row.id) && !wasCancelling) {
      // Whatever failed, it is cancelled now.
      tries.forget(JOB);
      schedule.set("import", Date.now());
      return;
    }
    if (tried.is === "failed") {
      importIsTriedAgain(links, row.id, tried.count);
      throw tried.error;
    }
    const { why, tries: count, error } = tried.givenUp;
    onFault("import_given_up", error, { importId: row.id, why, tries: count });
    tries.forget(JOB);
    if (wasCancelling) return cleanUpFailed(links, row);
    importFailed(links, runningImport(state) ?? row, tried.givenUp);
    schedule.set("import", Date.now());
  }

  /** Gives up uploads that nobody continues. */
  sweep(): Promise<void> {
    return this.#sweepBefore(Date.now() - UPLOAD_KEPT_MS);
  }

  /** Gives up all of them, because no contacts can be added any more. */
  dropUploads(): Promise<void> {
    return this.#sweepBefore(Date.now());
  }

  async #sweepBefore(beforeMs: number): Promise<void> {
    const { env, state, schedule } = this.#deps;
    const nextAtMs = await sweepUploads(env.UPLOADS, state, beforeMs);
    if (nextAtMs !== null) schedule.setIfEarlier("uploads", nextAtMs);
  }

  /** Why contacts cannot be added; null when they can. */
  #refusal(orgId: string, mode: "add" | "replace") {
    const info = this.#deps.state.of(orgId);
    if (!info) return NOT_FOUND;
    if (info.status === "CLOSED" || info.status === "ARCHIVED") {
      return refuse("not_draft", "This campaign is closed. Contacts can be added while it is a draft or active.");
    }
    if (info.status !== "DRAFT" && mode === "replace") {
      return refuse("already_started", "Once a campaign has started, contacts can only be added.");
    }
    return null;
  }

  #links() {
    const { env, state, schedule, tries, broadcast, onFault } = this.#deps;
    return importDeps(env, state, {
      send: (progress) => broadcast({ t: "import", progress }),
      progressed: () => tries.progressed(JOB),
      fileIsLeft: (key, error) => {
        onFault("upload_not_deleted", error);
        leaveFile(state.sql, key);
        schedule.setIfEarlier("uploads", Date.now() + SWEEP_AGAIN_MS);
      },
    });
  }
}
