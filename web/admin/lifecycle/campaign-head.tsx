import { useSignal } from "@preact/signals";
import type { Refusal } from "../../../domain/outcome.ts";
import { movesFrom, WISHES } from "../../../domain/campaigns/campaign-states.ts";
import type { CampaignPlace } from "../../../domain/campaigns/campaign-states.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";
import { Heading, Notice } from "../../ui/screen.tsx";
import type { CampaignFeed } from "../campaigns/campaign-feed.ts";
import { StatusBadge } from "../campaigns/status-badge.tsx";
import { ArchiveDialog } from "./ending/archive-dialog.tsx";
import { ArchivePanel } from "./archive-panel.tsx";
import { CloseDialog } from "./ending/close-dialog.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { CopyDialog } from "./copy-dialog.tsx";
import { isQuick, MOVE_WORDS } from "./move-words.ts";
import type { QuickMove } from "./move-words.ts";
import { SpreadState } from "./spread-state.tsx";
import { TemplateToggle } from "./template-toggle.tsx";
import "./lifecycle.css";

type Props = { campaign: CampaignDetail; feed: CampaignFeed; onChanged(): void };

type Asked = { kind: "move"; move: QuickMove } | { kind: "archive" } | { kind: "copy" };

/** A campaign's name, its state, and what can be done with it as a whole. */
export function CampaignHead({ campaign, feed, onChanged }: Props) {
  const news = feed.news.value;
  const place: CampaignPlace = news.state ?? campaign;
  const archive = news.archive ?? campaign.archive;
  const isArchiving = archive?.state === "running";
  const asked = useSignal<Asked | null>(null);
  const close = () => (asked.value = null);
  const { campaignId, resourceLost } = campaign;
  // Without what it texts by it cannot go on; a copy can.
  const moves = movesFrom(place).filter((move) => move !== "resume" || !resourceLost);
  return (
    <>
      <div class="stack tight">
        <div class="row">
          <Heading title={campaign.title} />
          <StatusBadge status={place.status} paused={place.paused} />
          {campaign.isTemplate && <span class="badge">Template</span>}
        </div>
        <p class="soft kept" dir="auto">
          {campaign.description}
        </p>
      </div>
      <div class="row head-actions">
        {!isArchiving &&
          moves.map((move) =>
            isQuick(move) ? (
              <button
                key={move}
                type="button"
                class={`button ${move === "resume" ? "primary" : ""}`}
                onClick={() => (asked.value = { kind: "move", move })}
              >
                {move === "pause" && <Icon name="pause" />}
                {move === "resume" && <Icon name="play" />}
                {MOVE_WORDS[move].label}
              </button>
            ) : (
              move === "archive" && (
                <button key={move} type="button" class="button" onClick={() => (asked.value = { kind: "archive" })}>
                  Archive…
                </button>
              )
            ),
          )}
        <button
          type="button"
          class={`button ${resourceLost ? "primary" : ""}`}
          onClick={() => (asked.value = { kind: "copy" })}
        >
          Copy…
        </button>
        <TemplateToggle campaign={campaign} onChanged={onChanged} />
      </div>
      {resourceLost && <Notice tone="wrong">{resourceLost}</Notice>}
      <SpreadState campaignId={campaignId} spread={news.spread ?? campaign.spread} />
      {archive && <ArchivePanel campaignId={campaignId} archive={archive} onBegun={feed.heardArchive} />}
      {asked.value?.kind === "move" &&
        (asked.value.move === "close" ? (
          <CloseDialog campaignId={campaignId} onClose={close} onChanged={onChanged} />
        ) : (
          <MoveDialog campaignId={campaignId} move={asked.value.move} onClose={close} onChanged={onChanged} />
        ))}
      {asked.value?.kind === "archive" && <ArchiveDialog campaign={campaign} feed={feed} onClose={close} />}
      {asked.value?.kind === "copy" && <CopyDialog campaign={campaign} onClose={close} />}
    </>
  );
}

type MoveProps = { campaignId: string; move: Exclude<QuickMove, "close">; onClose(): void; onChanged(): void };

function MoveDialog({ campaignId, move, onClose, onChanged }: MoveProps) {
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const words = MOVE_WORDS[move];

  async function make(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await call(campaignApi.status.$post({ param: { campaignId }, json: WISHES[move] }));
    busy.value = false;
    if (!answer.ok) {
      refusal.value = answer;
      return;
    }
    onChanged();
    onClose();
  }

  return (
    <ConfirmDialog
      title={words.title}
      refusal={refusal.value}
      action={words.action}
      busyWords="Updating the campaign…"
      busy={busy.value}
      onConfirm={() => void make()}
      onClose={onClose}
    >
      <p dir="auto">{words.what}</p>
    </ConfirmDialog>
  );
}
