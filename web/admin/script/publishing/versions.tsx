import { useSignal } from "@preact/signals";
import type { ScriptDetail } from "../../../../domain/scripts/script-editing.ts";
import { call } from "../../../api/call.ts";
import { campaignApi } from "../../../api/client.ts";
import { Notice } from "../../../ui/screen.tsx";
import { now } from "../../../ui/time/now.ts";
import { shortTime } from "../../../ui/time/time.ts";
import type { ScriptEditing } from "../draft/editing.ts";

type Props = { campaignId: string; detail: Pick<ScriptDetail, "snapshots">; editing: ScriptEditing };

/** The scripts that texters have had, each to be edited again. */
export function PublishedVersions({ campaignId, detail: { snapshots }, editing }: Props) {
  const refusal = useSignal<string | null>(null);

  async function restore(old: number): Promise<void> {
    refusal.value = null;
    const answer = await call(
      campaignApi.script.snapshots[":version"].$get({ param: { campaignId, version: String(old) } }),
    );
    if (answer.ok) editing.edit(answer.script);
    else refusal.value = answer.message;
  }

  if (snapshots.length === 0) return null;
  return (
    <details class="card">
      <summary class="summary">Published versions</summary>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
      <ul class="versions">
        {snapshots.map(({ version, at, by }) => (
          <li key={version} class="row spread">
            <span>
              <strong>Version {version}</strong>{" "}
              <span class="soft small">
                {by?.name ?? "at the start"}, {shortTime(Date.parse(at), now.value)}
              </span>
            </span>
            <button
              type="button"
              class="button quiet"
              aria-label={`Edit version ${version}`}
              onClick={() => void restore(version)}
            >
              Edit this version
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
