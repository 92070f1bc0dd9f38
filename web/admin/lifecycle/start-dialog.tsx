import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { CampaignDetail, StartEstimate, StartProblem } from "../../../domain/campaigns/campaign.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import type { CampaignFeed } from "../campaigns/campaign-feed.ts";
import { goToField } from "../navigation/go-to-field.ts";
import { EstimateTable } from "./estimate-table.tsx";
import { placeOf } from "../navigation/problem-places.ts";

type Props = { campaign: CampaignDetail; feed: CampaignFeed; onClose(): void; onStarted(): void };

/** All checks at once; a start when none of them is an error. */
export function StartDialog({ campaign, feed, onClose, onStarted }: Props) {
  const { spread } = feed.news.value;
  const problems = useSignal<StartProblem[] | null>(null);
  const estimate = useSignal<StartEstimate | null>(null);
  const note = useSignal<string | null>(null);
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);
  const of = { param: { campaignId: campaign.campaignId } };

  useEffect(() => {
    void call(campaignApi["start-checks"].$get(of)).then((answer) => {
      if (answer.ok) {
        problems.value = answer.problems;
        estimate.value = answer.estimate;
        note.value = answer.note;
      } else refusal.value = answer.message;
    });
  }, []);

  async function start(): Promise<void> {
    if (busy.value || !mayStart) return;
    busy.value = true;
    refusal.value = null;
    const answer = await call(campaignApi.start.$post(of));
    busy.value = false;
    if (answer.ok) {
      onStarted();
      onClose();
      return;
    }
    // `start_refused` brings the checks as they are now.
    if ("problems" in answer) problems.value = answer.problems;
    else refusal.value = answer.message;
  }

  const found = problems.value;
  const textable = campaign.contactCount - (estimate.value?.leftOut ?? 0);
  const mayStart = found !== null && found.every((problem) => problem.severity !== "error");
  return (
    <Dialog
      title={found === null || mayStart ? "Start this campaign?" : "Not ready to start"}
      onSubmit={() => void start()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            {mayStart ? "Not yet" : "Back to the draft"}
          </button>
          <button type="submit" class="button primary" disabled={!mayStart} aria-disabled={busy.value}>
            {busy.value ? "Starting…" : "Start now"}
          </button>
        </>
      }
    >
      {found === null && !refusal.value && <output>Checking…</output>}
      {mayStart && (
        <p>
          Everybody with the join link can then text{" "}
          {textable === 1 ? "its contact" : `its ${count(textable)} contacts`}. You can still edit the script later:
          texters get your changes when you publish them.
        </p>
      )}
      {found !== null && found.length > 0 && (
        <ul class="checks">
          {found.map((problem) => (
            <li key={problem.code + problem.message} class={problem.severity}>
              <Icon name="alert" />
              <span>
                <span class="unseen">{problem.severity === "error" ? "To fix: " : "Please check: "}</span>
                {problem.message} <PlaceLink problem={problem} campaignId={campaign.campaignId} onGo={onClose} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {note.value && <p class="soft small">{note.value}</p>}
      {estimate.value && estimate.value.texts > 0 && <EstimateTable estimate={estimate.value} />}
      {busy.value && spread && spread.queues > 1 && (
        <div class="stack tight">
          <output>
            {count(spread.reached)} of {count(spread.queues)} parts of the campaign have started
          </output>
          <progress class="progress" aria-label="Parts that have started" value={spread.reached} max={spread.queues} />
        </div>
      )}
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </Dialog>
  );
}

/** To the field that mends the problem, with the focus in it. */
function PlaceLink({ problem, campaignId, onGo }: { problem: StartProblem; campaignId: string; onGo(): void }) {
  const place = placeOf(problem, campaignId);
  if (place === null) return null;
  return (
    <a
      href={place.href}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        onGo();
        // The address may name the field already, and then tells nobody.
        const field = new URL(place.href, location.origin).searchParams.get("field");
        if (field !== null) goToField(field);
      }}
    >
      {place.label}
    </a>
  );
}
