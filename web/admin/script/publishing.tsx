import { useSignal } from "@preact/signals";
import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import type { ScriptDetail } from "../../../domain/scripts/script-editing.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { shortTime } from "../../ui/time/time.ts";
import type { ScriptEditing } from "./draft/editing.ts";

type Props = {
  campaignId: string;
  detail: ScriptDetail;
  editing: ScriptEditing;
  problems: readonly StartProblem[];
  onDone(): void;
};

/** While the campaign is active: publishing a saved draft, and the versions that texters had. */
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

  async function restore(old: number): Promise<void> {
    refusal.value = null;
    const answer = await call(
      campaignApi.script.snapshots[":version"].$get({ param: { campaignId, version: String(old) } }),
    );
    if (answer.ok) editing.edit(answer.script);
    else refusal.value = answer.message;
  }

  return (
    <section class="card stack" aria-labelledby="publishing">
      <h2 id="publishing">Texters</h2>
      <p>
        {isLive
          ? `Texters have this script as version ${version}.`
          : `Texters have version ${version}. They get your changes when you press “Give to texters”.`}
      </p>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
      {isRunning ? (
        <div class="row">
          <button
            type="button"
            class="button primary"
            disabled={isLive || errors > 0}
            aria-disabled={busy.value}
            onClick={() => void publish()}
          >
            {busy.value ? "Giving it to texters…" : "Give to texters"}
          </button>
          {errors > 0 && !isLive && <span class="soft small">Fix what is listed above first.</span>}
        </div>
      ) : (
        <p class="soft">The campaign is closed: nobody uses its script now.</p>
      )}
      {detail.snapshots.length > 0 && (
        <details>
          <summary class="summary">Versions</summary>
          <ul class="versions">
            {detail.snapshots.map(({ version: each, at, by }) => (
              <li key={each} class="row spread">
                <span>
                  <strong>Version {each}</strong>{" "}
                  <span class="soft small">
                    {by?.name ?? "with the start"}, {shortTime(Date.parse(at), now.value)}
                  </span>
                </span>
                <button
                  type="button"
                  class="button quiet"
                  aria-label={`Edit version ${each} again`}
                  onClick={() => void restore(each)}
                >
                  Edit it again
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
