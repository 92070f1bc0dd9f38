import { useSignal } from "@preact/signals";
import { useRoute } from "preact-iso/router";
import { useEffect, useMemo } from "preact/hooks";
import type { ScriptDetail } from "../../../domain/scripts/script-editing.ts";
import { checkScript } from "../../../domain/scripts/script-check.ts";
import { STANDARD_FIELDS } from "../../../domain/scripts/fields/merge-fields.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { personData } from "../../device/device.ts";
import { session } from "../../session.ts";
import { Heading, Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { useCampaignFeed } from "../campaigns/campaign-feed.ts";
import type { CampaignFeed } from "../campaigns/campaign-feed.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { StatusBadge } from "../campaigns/status-badge.tsx";
import { Conflict } from "./conflict.tsx";
import { createScriptEditing } from "./draft/editing.ts";
import { EditorContext } from "./draft/editor-context.ts";
import { Outline } from "./outline.tsx";
import { Preview } from "./preview/preview.tsx";
import { previewValues, usePreviewContacts } from "./preview/preview-contacts.ts";
import { Problems } from "./problems.tsx";
import { Publishing } from "./publishing/publishing.tsx";
import { ResponsesSection } from "./responses-section.tsx";
import { SaveBar } from "./save-bar.tsx";
import { StepEditor } from "./step-editor.tsx";
import { PublishedVersions } from "./publishing/versions.tsx";
import { emptyScript } from "./draft/tree.ts";
import "./script.css";
import "./texts.css";

/** The script of one campaign: its tree, its canned responses, a live preview. */
export function ScriptScreen() {
  const { params } = useRoute();
  const campaignId = params["campaignId"] ?? "";
  return <Script key={campaignId} campaignId={campaignId} />;
}

function Script({ campaignId }: { campaignId: string }) {
  const detail = useLoad(() => campaignApi.script.$get({ param: { campaignId } }), [campaignId]);
  const feed = useCampaignFeed(campaignId);
  return (
    <main class="page broad stack loose">
      <Loaded page of={detail} what="campaign">
        {(loaded) => (
          <ScriptEditor campaignId={campaignId} detail={loaded} feed={feed} onNews={() => void detail.reload()} />
        )}
      </Loaded>
    </main>
  );
}

type Props = { campaignId: string; detail: ScriptDetail; feed: CampaignFeed; onNews(): void };

function ScriptEditor({ campaignId, detail, feed, onNews }: Props) {
  const now = session.value;
  const me = now.state === "in" ? now.me : null;
  const labels = useSignal(detail.labels);
  const editing = useMemo(
    () =>
      createScriptEditing({
        saved: detail.draft,
        keep: personData(me?.personId ?? "").keep,
        keepKey: `script.${campaignId}`,
        put: (script, baseRevision) =>
          call(campaignApi.script.$put({ param: { campaignId }, json: { script, baseRevision } })),
      }),
    [campaignId],
  );
  useEffect(() => () => editing.stop(), [editing]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      if (event.shiftKey) editing.redo();
      else editing.undo();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [editing]);
  useEffect(() => {
    feed.edit("script");
    return () => feed.edit(null);
  }, [feed]);

  // Another admin saved or published: read the new version.
  const published = feed.news.value.script;
  useEffect(() => {
    if (published && (published.revision > editing.saved.peek().revision || published.version > detail.liveVersion))
      onNews();
  }, [published]);
  useEffect(() => editing.savedElsewhere(detail.draft), [detail]);

  const script = editing.script.value;
  // A link to a problem names its place.
  const { query } = useRoute();
  const asked = query["response"] ?? null;
  const chosen = useSignal(query["step"] ?? script.rootStepId);
  const room = useSignal<"steps" | "responses">(asked === null ? "steps" : "responses");
  const step =
    script.steps.find(({ id }) => id === chosen.value) ??
    script.steps.find(({ id }) => id === script.rootStepId) ??
    emptyScript().steps[0];
  const fields = [...new Set([...STANDARD_FIELDS, ...detail.customFields])];
  const problems = checkScript(script, detail.customFields);
  const contacts = usePreviewContacts(campaignId, detail.customFields);
  const { contact } = contacts;
  const contactName = `${contact.firstName} ${contact.lastName}`.trim() || "the contact";
  const others = feed.news.value.editors.filter(({ personId }) => personId !== me?.personId);

  function select(stepId: string): void {
    room.value = "steps";
    chosen.value = stepId;
  }
  const onEdit: typeof editing.edit = (next, about) => editing.edit(next, about);

  return (
    <EditorContext.Provider
      value={{
        fields,
        values: previewValues(contact, me),
        contactName,
        prices: detail.prices,
        labels: labels.value,
        teams: detail.teams,
      }}
    >
      <div class="stack loose">
        <div class="stack tight">
          <a class="back-link" href={`/admin/campaigns/${campaignId}`}>
            ← {detail.title || "Untitled campaign"}
          </a>
          <div class="row">
            <Heading title={`Script · ${detail.title || "Untitled campaign"}`}>Script</Heading>
            <StatusBadge status={detail.status} paused={false} />
          </div>
          <output class="soft small editors">
            {others.length > 0 &&
              `${others.map(({ name }) => name).join(" and ")} ${others.length === 1 ? "has" : "have"} this script open, too.`}
          </output>
        </div>
        {editing.theirs.value && (
          <Conflict
            theirs={editing.theirs.value}
            onTakeTheirs={() => editing.takeTheirs()}
            onKeepMine={() => void editing.keepMine()}
          />
        )}
        {editing.isRestored.value && (
          <Notice>What you wrote last time had not been saved. It is back now, and being saved.</Notice>
        )}
        <Publishing campaignId={campaignId} detail={detail} editing={editing} problems={problems} onDone={onNews} />
        <nav class="row rooms-row" aria-label="Parts of the script">
          <button
            type="button"
            class="room-choice"
            aria-pressed={room.value === "steps"}
            onClick={() => (room.value = "steps")}
          >
            Steps <span class="badge">{count(script.steps.length)}</span>
          </button>
          <button
            type="button"
            class="room-choice"
            aria-pressed={room.value === "responses"}
            onClick={() => (room.value = "responses")}
          >
            Canned responses <span class="badge">{count(script.responses?.length ?? 0)}</span>
          </button>
        </nav>
        {room.value === "steps" ? (
          <div class="script-rooms">
            <Outline script={script} problems={problems} selected={step?.id ?? ""} onSelect={select} />
            {step && (
              <StepEditor
                key={step.id}
                script={script}
                step={step}
                problems={problems}
                onEdit={onEdit}
                onSelect={select}
              />
            )}
            {step && <Preview step={step} contacts={contacts} />}
          </div>
        ) : (
          <ResponsesSection script={script} labels={labels} onEdit={onEdit} openFirst={asked} />
        )}
        <Problems
          campaignId={campaignId}
          script={script}
          problems={problems}
          hasStarted={detail.status !== "DRAFT"}
          onSelect={select}
          onResponses={() => (room.value = "responses")}
        />
        <PublishedVersions campaignId={campaignId} detail={detail} editing={editing} />
        <SaveBar editing={editing} />
      </div>
    </EditorContext.Provider>
  );
}
