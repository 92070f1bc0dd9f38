import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { UploadPreview } from "../../../domain/contacts/upload-preview.ts";
import type { CampaignDetail, ImportProgress } from "../../../domain/campaigns/campaign.ts";
import type { TextEncoding } from "../../../domain/contacts/file/encoding.ts";
import type { ChosenColumns } from "../../../domain/contacts/file/columns.ts";
import type { CampaignUpload } from "../../../domain/contacts/uploads.ts";
import { campaignApi } from "../../api/client.ts";
import { session } from "../../session.ts";
import { Icon } from "../../ui/icons.tsx";
import { Notice } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";
import type { CampaignFeed } from "../campaigns/campaign-feed.ts";
import { ImportState } from "./import-state.tsx";
import { useLoad } from "../../ui/load/load.ts";
import type { PartUpload } from "./part-upload.ts";
import { previewFile } from "./preview.ts";
import { UploadPreviewTable } from "./upload-preview-table.tsx";
import { dropUpload, isOf, partUploadOf } from "./upload-api.ts";
import { uploadButton } from "./upload-button.ts";
import { megabytes, UploadProgress } from "./upload-progress.tsx";

type Props = {
  campaign: CampaignDetail;
  allowTestNumbers: boolean;
  /** Accepts fictional 555 numbers; only a draft can. */
  onAllowTestNumbers?(): void;
  feed: CampaignFeed;
  /** Saves what the import depends on; false when that failed. */
  beforeUpload(): Promise<boolean>;
};

type Sent = { file: File; mode: "add" | "replace"; mapping: ChosenColumns; encoding: TextEncoding | null };

/** Choosing a file, looking at it, correcting its columns, importing it. */
export function ContactsSection({ campaign, allowTestNumbers, onAllowTestNumbers, feed, beforeUpload }: Props) {
  const of = { campaignId: campaign.campaignId };
  const file = useSignal<File | null>(null);
  const mapping = useSignal<ChosenColumns>({});
  const encoding = useSignal<TextEncoding | null>(null);
  const preview = useSignal<UploadPreview | "reading" | "unreadable" | null>(null);
  const share = useSignal<number | null>(null);
  const mode = useSignal<"add" | "replace">("add");
  const refusal = useSignal<string | null>(null);
  const underWay = useSignal<PartUpload | null>(null);
  /** What was sent last, for as long as its import may fail. */
  const sent = useSignal<Sent | null>(null);
  const open = useLoad(() => campaignApi.contacts.uploads.$get({ param: of }), [of.campaignId]);
  const begun = useSignal<ImportProgress | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const progress = newest(begun.value, feed.news.value.progress ?? campaign.import);
  const isRunning = progress?.state === "running" || progress?.state === "cancelling";
  const isSending = underWay.value !== null && underWay.value.state.value.phase !== "refused";
  const begunBefore = open.answer.value?.ok ? open.answer.value.uploads : [];
  const known = begunBefore.find((each) => file.value !== null && isOf(each, file.value));
  const isDraft = campaign.status === "DRAFT";
  const isReplacing = isDraft && campaign.contactCount > 0 && mode.value === "replace";
  const me = session.value;
  const isSimulated = me.state === "in" && me.me.simulation !== undefined;

  useEffect(() => {
    const chosen = file.value;
    if (!chosen) return undefined;
    preview.value = "reading";
    const request = { file: chosen, mapping: mapping.value, encoding: encoding.value, allowTestNumbers };
    return previewFile(request, (answer) => {
      preview.value = answer.ok ? answer.preview : "unreadable";
      share.value = answer.ok && !answer.isDone ? answer.share : null;
    });
  }, [file.value, mapping.value, encoding.value, allowTestNumbers]);

  function choose(chosen: File | null | undefined): void {
    if (!chosen) return;
    refusal.value = null;
    mapping.value = {};
    encoding.value = null;
    file.value = chosen;
  }

  function forget(): void {
    file.value = null;
    preview.value = null;
    if (input.current) input.current.value = "";
  }

  async function upload(): Promise<void> {
    const chosen = file.value;
    if (!chosen || isSending) return;
    refusal.value = null;
    if (!(await beforeUpload())) {
      refusal.value = "Your changes could not be saved; see the section that is marked. The file was not uploaded.";
      return;
    }
    const hasContacts = campaign.contactCount > 0 && isDraft;
    const chosenMode = hasContacts ? mode.value : "add";
    await send({ file: chosen, mode: chosenMode, mapping: mapping.value, encoding: encoding.value }, known);
  }

  async function send(what: Sent, begunUpload?: CampaignUpload): Promise<void> {
    const sending = partUploadOf(campaign.campaignId, what.file, { ...what, known: begunUpload });
    sent.value = what;
    underWay.value = sending;
    const answer = await sending.run();
    if (answer) {
      begun.value = answer;
      underWay.value = null;
      forget();
    }
    void open.reload();
  }

  async function drop(uploadId: string): Promise<void> {
    await dropUpload(campaign.campaignId, uploadId);
    await open.reload();
  }

  const again = sent.value;
  const shown = preview.value;
  const whyId = useId();
  const button = uploadButton({
    preview: shown !== null && typeof shown === "object" ? shown : NOT_READ,
    contactCount: campaign.contactCount,
    isReplacing,
    isRunning,
    size: megabytes(file.value?.size ?? 0),
    begun: known ? { done: known.partsDone.length, all: known.partCount } : null,
  });
  return (
    <section class="card stack" aria-labelledby="contacts">
      <div class="row spread">
        <h2 id="contacts">Contacts</h2>
        <span class="badge">{counted(campaign.contactCount, "contact")}</span>
      </div>
      {progress && (
        <ImportState
          campaignId={campaign.campaignId}
          progress={progress}
          onAgain={again && !isSending ? () => void send(again) : null}
          onChoose={() => input.current?.click()}
        />
      )}
      {/* The input covers the whole area, so the browser itself handles a file that is dropped there. */}
      <label class={`drop ${isRunning ? "off" : ""}`}>
        <Icon name="upload" />
        <span>
          <strong dir="auto">{file.value ? file.value.name : "Choose a CSV file"}</strong>
          <span class="soft small">
            {file.value ? "Choose another one" : "One row per contact, with a column for cell phone numbers. Any size."}
          </span>
        </span>
        <input
          ref={input}
          type="file"
          data-field="contacts"
          accept=".csv,.tsv,.txt,text/csv"
          aria-label="CSV file with contacts"
          disabled={isRunning || isSending}
          onChange={({ currentTarget }) => choose(currentTarget.files?.[0])}
        />
      </label>
      {!isSending &&
        !known &&
        begunBefore.map((begunUpload) => (
          <Notice key={begunUpload.uploadId} tone="calm" title={`${begunUpload.fileName} was only partly uploaded`}>
            <span>
              {begunUpload.partsDone.length} of {begunUpload.partCount} parts are uploaded. Choose the same file again
              to continue.
            </span>
            <button type="button" class="button" onClick={() => void drop(begunUpload.uploadId)}>
              Discard it
            </button>
          </Notice>
        ))}
      {underWay.value && <UploadProgress upload={underWay.value} onDropped={() => (underWay.value = null)} />}
      {shown === "reading" && <output>Reading the file…</output>}
      {shown === "unreadable" && (
        <Notice tone="wrong" title="The file could not be read">
          <span>It may have been moved or changed. Choose the file again.</span>
        </Notice>
      )}
      {shown !== null && typeof shown === "object" && !isSending && (
        <>
          <UploadPreviewTable
            preview={shown}
            share={share.value}
            onChoose={(chosen) => (mapping.value = { ...mapping.value, ...chosen })}
            onEncoding={(chosen) => (encoding.value = chosen)}
          />
          {isSimulated && onAllowTestNumbers && shown.problems.some(({ code }) => code === "fictional") && (
            <Notice tone="calm" title="Fictional 555 numbers will be left out">
              <span>This is a simulation, so you can text them like any other number.</span>
              <button type="button" class="button" onClick={onAllowTestNumbers}>
                Accept 555 numbers in this campaign
              </button>
            </Notice>
          )}
          {isDraft && campaign.contactCount > 0 && (
            <fieldset class="row">
              <legend class="label">The campaign already has {counted(campaign.contactCount, "contact")}</legend>
              <label class="check">
                <input type="radio" name="mode" checked={mode.value === "add"} onChange={() => (mode.value = "add")} />
                Add to them
              </label>
              <label class="check">
                <input
                  type="radio"
                  name="mode"
                  checked={mode.value === "replace"}
                  onChange={() => (mode.value = "replace")}
                />
                Replace them
              </label>
            </fieldset>
          )}
          {refusal.value && (
            <Notice tone="wrong" title="Not uploaded">
              <span>{refusal.value}</span>
            </Notice>
          )}
          <div class="row">
            <button
              type="button"
              class="button primary"
              disabled={button.why !== null}
              aria-describedby={button.why === null ? undefined : whyId}
              onClick={() => void upload()}
            >
              {button.label}
            </button>
            <button type="button" class="button quiet" onClick={forget}>
              Remove this file
            </button>
          </div>
          {button.why !== null && (
            <p class="soft" id={whyId}>
              {button.why}
            </p>
          )}
        </>
      )}
    </section>
  );
}

const NOT_READ = { ok: false, isWhole: false, acceptedCount: 0 };

/** The upload that this page began may be ahead of what the campaign said last, or behind it. */
function newest(begun: ImportProgress | null, reported: ImportProgress | null): ImportProgress | null {
  if (!begun || !reported) return begun ?? reported;
  if (begun.importId !== reported.importId) return begun;
  return reported.rowsDone >= begun.rowsDone || reported.state !== "running" ? reported : begun;
}
