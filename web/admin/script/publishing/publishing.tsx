import { useSignal } from "@preact/signals";
import type { StartProblem } from "../../../../domain/campaigns/campaign.ts";
import type { ScriptDetail } from "../../../../domain/scripts/script-editing.ts";
import { call } from "../../../api/call.ts";
import { campaignApi } from "../../../api/client.ts";
import { Notice } from "../../../ui/screen.tsx";
import type { ScriptEditing } from "../draft/editing.ts";

type Props = {
  campaignId: string;
  detail: ScriptDetail;
  editing: ScriptEditing;
  problems: readonly StartProblem[];
  onDone(): void;
};

/** Of a campaign that has started, at the top of its script: whether texters have it as it is here, and the button that gives it to them. */
export function Publishing({ campaignId, detail, editing, problems, onDone }: Props) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const done = useSignal<{ version: number; revision: number } | null>(null);
  const { status, liveVersion } = detail;
  if (status === "DRAFT" || liveVersion === 0) return null;
  const isRunning = status === "ACTIVE" || status === "CLOSED_FOR_INITIAL_SENDS";
  const { revision } = editing.saved.value;
  const isSaved = editing.state.value === "saved";
  const isLive =
    isSaved && (done.value?.revision === revision || (detail.isLive && detail.draft.revision === revision));
  const version = Math.max(liveVersion, done.value?.version ?? 0);
  const errors = problems.filter(({ severity }) => severity === "error").length;

  async function publish(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    if (await editing.save()) {
      const sent = editing.saved.peek().revision;
      const answer = await call(campaignApi.script.publish.$post({ param: { campaignId }, json: { revision: sent } }));
      if (answer.ok) {
        done.value = { version: answer.version, revision: sent };
        onDone();
      } else refusal.value = answer.message;
    }
    busy.value = false;
  }

  return (
    <section class="card stack publishing" aria-labelledby="publishing">
      <div class="row spread">
        <h2 id="publishing">{isLive ? "Published" : "Not published yet"}</h2>
        {isRunning && (
          <button
            type="button"
            class="button primary"
            disabled={isLive || errors > 0}
            aria-disabled={busy.value}
            onClick={() => void publish()}
          >
            {busy.value ? "Publishing…" : "Publish to texters"}
          </button>
        )}
      </div>
      <p>
        {!isRunning
          ? "The campaign is closed, so nobody uses its script now."
          : isLive
            ? `Texters use this script (version ${version}).`
            : errors > 0
              ? `Texters still use version ${version}. Before you can publish your changes, fix the problems listed at the end of this page.`
              : `Texters still use version ${version}. They get your changes when you publish them.`}
      </p>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </section>
  );
}
