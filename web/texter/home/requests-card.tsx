import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import { newToken } from "../../../domain/ids.ts";
import type { TextRequest } from "../../../domain/assignment/requests.ts";
import type { DeskCampaign } from "../../../domain/texter-app/texter.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";
import { shortTime } from "../../ui/time/time.ts";
import type { DeskClient } from "../desk/desk.ts";

/** A decision is shown for this long. */
const NEWS_MS = 24 * 3600_000;
const DEFAULT_COUNT = 100;

const isOpen = ({ state, taken }: TextRequest) => state === "pending" || (state === "approved" && taken === null);

/** The texter's requests: the state of the open one, the outcome of the last one, and a button to ask again. */
export function RequestsCard({ desk }: { desk: DeskClient }) {
  const mayAsk = useSignal(false);

  async function load(): Promise<void> {
    const answer = await desk.call("requests", {});
    if (!answer.ok) return;
    mayAsk.value = answer.mayAsk;
    desk.store.setRequests(answer.requests);
  }
  useEffect(() => void load(), []);

  const requests = desk.store.requests.value ?? [];
  const open = requests.find(isOpen);
  const last = requests.find((each) => !isOpen(each) && (each.decidedAt ?? 0) > now.value - NEWS_MS);
  if (!open && !last && !mayAsk.value) return null;
  return (
    <section class="card stack" aria-labelledby="requests">
      <h2 id="requests">Texts for you</h2>
      <div aria-live="polite" class="stack tight">
        {open ? <OpenRequest desk={desk} request={open} /> : last && <Ended desk={desk} request={last} />}
      </div>
      {!open && mayAsk.value && <AskButton desk={desk} campaign={null} />}
    </section>
  );
}

function titleOf(desk: DeskClient, campaignId: string | null): string | null {
  return campaignId === null ? null : (desk.store.campaigns.value.get(campaignId)?.title ?? null);
}

function OpenRequest({ desk, request }: { desk: DeskClient; request: TextRequest }) {
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const title = titleOf(desk, request.campaignId);

  async function withdraw(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await desk.call("withdraw", { requestId: request.requestId });
    busy.value = false;
    if (!answer.ok) refusal.value = answer;
    else takeIn(desk, answer.request);
  }

  return (
    <>
      <div class="row spread">
        <span>
          You asked for <strong>{counted(request.asked, "text")}</strong>
          {title && ` in ${title}`}.
        </span>
        <span class="badge warn">{request.state === "pending" ? "Waiting for approval" : "Approved"}</span>
      </div>
      <span class="soft small">
        {request.state === "pending"
          ? `Asked at ${shortTime(request.askedAt, now.value)}. Your contacts will appear here automatically.`
          : "Your contacts are on their way."}
      </span>
      {request.state === "pending" && (
        <div>
          <button type="button" class="button quiet" aria-disabled={busy.value} onClick={() => void withdraw()}>
            {busy.value ? "Withdrawing…" : "Withdraw the request"}
          </button>
        </div>
      )}
      {refusal.value && <Notice tone="warn">{refusal.value.message}</Notice>}
    </>
  );
}

function Ended({ desk, request }: { desk: DeskClient; request: TextRequest }) {
  if (request.state === "withdrawn") return <p class="soft">You withdrew your last request.</p>;
  if (request.state === "rejected")
    return (
      <Notice tone="warn" title="Your last request was rejected" live={false}>
        <span dir="auto">{request.note ?? "No reason was given. Ask an admin of your organization about it."}</span>
      </Notice>
    );
  if (request.taken === 0)
    return (
      <Notice tone="warn" title="Approved, but all contacts were already assigned" live={false}>
        <span dir="auto">{request.note ?? "Ask again later."}</span>
      </Notice>
    );
  const title = titleOf(desk, request.takenFrom);
  const given = `You got ${counted(request.taken ?? 0, "contact")}`;
  return (
    <Notice title="Approved" live={false}>
      <span>
        {given}
        {title && ` from ${title}`}.
      </span>
    </Notice>
  );
}

/** Adds an answer to the requests that the app knows. */
function takeIn(desk: DeskClient, request: TextRequest): void {
  const others = (desk.store.requests.peek() ?? []).filter(({ requestId }) => requestId !== request.requestId);
  desk.store.setRequests([request, ...others]);
}

/** Asks for texts: of one campaign, or wherever texters are needed. */
export function AskButton({ desk, campaign }: { desk: DeskClient; campaign: DeskCampaign | null }) {
  const isAsking = useSignal(false);
  const isWaiting = (desk.store.requests.value ?? []).some(isOpen);
  if (isWaiting) return null;
  const hasWork = campaign !== null && campaign.counts.toSend > 0;
  return (
    <>
      <button type="button" class={`button ${hasWork ? "" : "primary"}`} onClick={() => (isAsking.value = true)}>
        Ask for texts
      </button>
      {isAsking.value && <AskDialog desk={desk} campaign={campaign} onClose={() => (isAsking.value = false)} />}
    </>
  );
}

function AskDialog({ desk, campaign, onClose }: { desk: DeskClient; campaign: DeskCampaign | null; onClose(): void }) {
  const wanted = useSignal<number | null>(DEFAULT_COUNT);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  // A repetition after a lost answer is the same request.
  const requestId = useSignal(newToken());

  async function ask(): Promise<void> {
    const asked = wanted.value;
    if (busy.value || asked === null) return;
    busy.value = true;
    refusal.value = null;
    const params = { requestId: requestId.value, campaignId: campaign?.campaignId ?? null, count: asked };
    const answer = await desk.call("request", params);
    busy.value = false;
    if (!answer.ok) {
      refusal.value = answer;
      return;
    }
    takeIn(desk, answer.request);
    // Granted at once, it brought contacts, perhaps of a campaign that was not on the desk.
    if (answer.request.state === "approved") void desk.load();
    onClose();
  }

  return (
    <Dialog
      title="Ask for texts"
      refusal={refusal.value}
      onSubmit={() => void ask()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={busy.value || wanted.value === null}>
            {busy.value ? "Asking…" : "Ask"}
          </button>
        </>
      }
    >
      <p>
        {campaign
          ? `You get contacts from ${campaign.title}.`
          : "You get contacts from the campaign that needs texters most."}{" "}
        An admin may have to approve it. You can close the app while you wait.
      </p>
      <Field label="How many" of="count">
        {(described) => (
          <input
            {...described}
            class="input"
            type="number"
            inputMode="numeric"
            min={1}
            max={1000}
            required
            value={wanted.value ?? ""}
            onInput={({ currentTarget }) => {
              const typed = currentTarget.valueAsNumber;
              wanted.value = Number.isInteger(typed) ? typed : null;
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
