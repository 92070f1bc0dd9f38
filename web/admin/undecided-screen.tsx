import { useSignal } from "@preact/signals";
import { useRoute } from "preact-iso/router";
import { formatPhone } from "../../domain/phone-format.ts";
import type { CampaignDetail, UndecidedText } from "../../domain/protocol/campaign.ts";
import { call } from "../api.ts";
import { now } from "../ui/now.ts";
import { Blank, Heading, Notice } from "../ui/screen.tsx";
import { shortTime } from "../ui/time.ts";
import { CampaignTabs } from "./campaign-tabs.tsx";
import { useLoad } from "./load.ts";
import { Loaded } from "./loaded.tsx";

/** Texts of which nobody could prove whether the carrier has them: a person looks there and decides. */
export function UndecidedScreen() {
  const { params } = useRoute();
  const campaignId = params["campaignId"] ?? "";
  const detail = useLoad<{ campaign: CampaignDetail }>(`/api/admin/campaigns/${campaignId}`);
  const list = useLoad<{ undecided: UndecidedText[] }>(`/api/admin/campaigns/${campaignId}/undecided`);
  return (
    <main class="page broad stack loose">
      <Loaded of={detail} what="campaign">
        {({ campaign }) => (
          <>
            <Heading title={campaign.title || "Without a title"} />
            <CampaignTabs campaignId={campaignId} undecided={campaign.numbers.undecided} here="undecided" />
          </>
        )}
      </Loaded>
      <Loaded of={list} what="list">
        {({ undecided }) =>
          undecided.length === 0 ? (
            <Blank title="Nothing to decide">
              <p>Of every text it is known whether it went out.</p>
            </Blank>
          ) : (
            <section class="stack" aria-labelledby="undecided">
              <h2 id="undecided">Did these texts go out?</h2>
              <p class="soft">
                The carrier did not answer when they were handed over, and no report has come since. Look them up in the
                carrier's log, then decide. “Not sent” lets the text be sent again.
              </p>
              {undecided.map((text) => (
                <Undecided
                  key={text.messageId}
                  campaignId={campaignId}
                  text={text}
                  onDecided={() => void list.reload()}
                />
              ))}
            </section>
          )
        }
      </Loaded>
    </main>
  );
}

type Props = { campaignId: string; text: UndecidedText; onDecided(): void };

function Undecided({ campaignId, text, onDecided }: Props) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);

  async function decide(sent: boolean): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const { contactId, messageId } = text;
    const path = `/api/admin/campaigns/${campaignId}/undecided/${encodeURIComponent(messageId)}`;
    const answer = await call(path, { method: "POST", json: { contactId, sent } });
    busy.value = false;
    if (answer.ok) onDecided();
    else refusal.value = answer.message;
  }

  return (
    <article class="card stack tight" aria-label={`Text to ${text.cell}`}>
      <div class="row spread soft small number">
        <span>{formatPhone(text.cell)}</span>
        <time dateTime={new Date(text.at).toISOString()}>{shortTime(text.at, now.value)}</time>
      </div>
      <p class="kept">{text.body}</p>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
      <div class="row">
        <button type="button" class="button" aria-disabled={busy.value} onClick={() => void decide(true)}>
          It was sent
        </button>
        <button type="button" class="button" aria-disabled={busy.value} onClick={() => void decide(false)}>
          It was not sent
        </button>
      </div>
    </article>
  );
}
