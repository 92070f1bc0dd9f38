import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { ArchiveProgress, ArchiveReceipt, ArchiveStage } from "../../../domain/archive/archive-progress.ts";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { FailureFacts } from "../campaigns/failure-facts.tsx";
import { ScrollingList } from "../../ui/load/scrolling-list.tsx";

const STAGES: Record<ArchiveStage, string> = {
  waiting: "Waiting until everything has been stored",
  exporting: "Exporting and comparing with the database",
  checking: "Comparing the counts",
  clearing: "Removing the campaign from the live system",
  desks: "Removing the campaign from texters’ screens",
  done: "Archived",
};

type Props = {
  campaignId: string;
  archive: ArchiveProgress;
  /** Another archive was begun. */
  onBegun(archive: ArchiveProgress): void;
};

/** An archive in progress, what stopped it, or its receipt. */
export function ArchivePanel({ campaignId, archive, onBegun }: Props) {
  if (archive.state === "cancelled") return null;
  if (archive.receipt) return <Receipt campaignId={campaignId} receipt={archive.receipt} />;
  if (archive.state === "stopped" || archive.state === "failed") {
    return <Stopped campaignId={campaignId} archive={archive} onBegun={onBegun} />;
  }
  return <Running campaignId={campaignId} archive={archive} />;
}

function Running({ campaignId, archive }: Omit<Props, "onBegun">) {
  const refusal = useSignal<string | null>(null);
  const { stage, contacts, contactsDone, queues, queuesCleared, message } = archive;
  const [value, max] = stage === "clearing" || stage === "desks" ? [queuesCleared, queues] : [contactsDone, contacts];

  async function cancel(): Promise<void> {
    refusal.value = null;
    const answer = await call(campaignApi.archive.cancel.$post({ param: { campaignId } }));
    if (!answer.ok) refusal.value = answer.message;
  }

  return (
    <section class="card stack" aria-labelledby="archiving" aria-busy="true">
      <div class="row spread">
        <h2 id="archiving">Archiving</h2>
        <button type="button" class="button quiet" onClick={() => void cancel()}>
          Cancel the archive
        </button>
      </div>
      <div class="stack tight">
        <span class="row spread">
          <output>{STAGES[stage]}</output>
          <span class="number soft">
            {stage === "clearing" || stage === "desks"
              ? `${count(queuesCleared)} of ${count(queues)} parts`
              : `${count(contactsDone)} of ${count(contacts)} contacts`}
          </span>
        </span>
        <progress class="progress" aria-label={STAGES[stage]} value={value} max={Math.max(1, max)} />
      </div>
      {message && <p class="soft">{message}</p>}
      <p class="soft small">It continues automatically. You can close this page.</p>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </section>
  );
}

function Stopped({ campaignId, archive, onBegun }: Props) {
  const { state, differences, message, failure } = archive;
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);
  // One per stopped archive: a second press is the same one.
  const archiveId = useMemo(() => crypto.randomUUID(), [archive.archiveId]);

  async function again(): Promise<void> {
    busy.value = true;
    refusal.value = null;
    // What is open was seen before the archive that stopped.
    const json = { archiveId, openSeen: true };
    const answer = await call(campaignApi.archive.$post({ param: { campaignId }, json }));
    busy.value = false;
    if (answer.ok) onBegun(answer.archive);
    else refusal.value = answer.message;
  }

  return (
    <Notice tone="wrong" title={state === "failed" ? "The archive failed" : "The archive stopped"} live={false}>
      {failure && state === "failed" ? <FailureFacts failure={failure} /> : <span>{message}</span>}
      {differences.length > 0 && (
        <ScrollingList class="problems" label="Differences">
          {differences.map((difference) => (
            <li key={difference.what}>
              <code class="mono">{difference.what}</code> <span>{difference.message}</span>
            </li>
          ))}
        </ScrollingList>
      )}
      {refusal.value && <span>{refusal.value}</span>}
      <button type="button" class="button" disabled={busy.value} onClick={() => void again()}>
        Archive again
      </button>
    </Notice>
  );
}

function Receipt({ campaignId, receipt }: { campaignId: string; receipt: ArchiveReceipt }) {
  const facts = [
    { name: "Contacts", value: count(receipt.contacts) },
    { name: "Messages", value: count(receipt.messages) },
    { name: "Texters", value: count(receipt.texters) },
    {
      name: "Archived",
      value: new Date(receipt.at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }),
    },
  ];
  const of = { param: { campaignId } };
  return (
    <section class="card stack" aria-labelledby="archived">
      <h2 id="archived">Archived for good</h2>
      <p>Every contact and message was compared with the database and matches.</p>
      <dl class="facts">
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt dir="auto">{name}</dt>
            <dd class="number">{value}</dd>
          </div>
        ))}
      </dl>
      <div class="row">
        <a class="button primary" href={campaignApi.archive["contacts.csv"].$path(of)} download>
          Download contacts
        </a>
        <a class="button" href={campaignApi.archive["messages.csv"].$path(of)} download>
          Download messages
        </a>
      </div>
      <details>
        <summary class="summary">Checksum</summary>
        <code class="mono checksum">{receipt.checksum}</code>
      </details>
    </section>
  );
}
