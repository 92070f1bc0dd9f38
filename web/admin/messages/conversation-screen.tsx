import { useRoute } from "preact-iso/router";
import { properName } from "../../../domain/contacts/person-name.ts";
import { shownReaction } from "../../../domain/messages/reactions.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { ListedMessage } from "../../../domain/campaigns/campaign.ts";
import { api, campaignApi } from "../../api/client.ts";
import { Delivery, deliveryOf } from "../../ui/delivery.tsx";
import { Media } from "../../ui/media.tsx";
import { ReactionMark } from "../../ui/reaction.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { Blank, Heading } from "../../ui/screen.tsx";
import { now } from "../../ui/time/now.ts";
import { shortTime } from "../../ui/time/time.ts";
import { RowLabels } from "./row-labels.tsx";
import "./messages.css";

/** A new text reaches this list through Postgres, a few seconds later. */
const LOOK_AGAIN_MS = 4000;

/** Everything that was said with one contact of a campaign, for an admin to read. */
export function ConversationScreen() {
  const { params } = useRoute();
  const campaignId = params["campaignId"] ?? "";
  const contactId = params["contactId"] ?? "";
  const labels = useLoad(() => api.admin.labels.$get());
  const known = labels.answer.value?.ok ? labels.answer.value.labels : [];
  const list = usePages({
    ask: (before) => campaignApi.messages.$get({ param: { campaignId }, query: { contact: contactId, before } }),
    rowsOf: (page) => page.messages,
    of: [campaignId, contactId],
    againMs: LOOK_AGAIN_MS,
  });
  const latest = list.rows?.[0];
  const name = latest ? properName(latest.contactName) || "No name" : "";
  return (
    <main class="page stack loose">
      <div class="stack tight">
        <a class="back-link" href={`/admin/campaigns/${campaignId}/messages`}>
          ← Messages
        </a>
        <Heading title={name === "" ? "Conversation" : `Conversation with ${name}`}>{name || "Conversation"}</Heading>
        {latest && <span class="soft number">{formatPhone(latest.cell)}</span>}
        {latest && (
          <RowLabels
            campaignId={campaignId}
            contactId={contactId}
            contactName={name}
            chosen={latest.labels}
            labels={known}
          />
        )}
      </div>
      <PagedList of={list} what="messages" blank={<Blank title="No messages with this contact" />}>
        {(rows) => (
          <ol class="conversation" reversed>
            {rows.map((row) => (
              <Said key={row.id} row={row} name={name} />
            ))}
          </ol>
        )}
      </PagedList>
    </main>
  );
}

function Said({ row, name }: { row: ListedMessage; name: string }) {
  const isOut = row.direction === "out";
  const shown = isOut ? deliveryOf(row, now.value) : null;
  const reaction = shownReaction(row.reactions ?? []);
  return (
    <li class={row.direction}>
      <span class="soft small">
        <bdi>{isOut ? row.texterName || "Automatic text" : name}</bdi> ·{" "}
        <time class="number" dateTime={new Date(row.at).toISOString()}>
          {shortTime(row.at, now.value)}
        </time>
      </span>
      {(row.body !== "" || !row.media) && (
        <p class="said kept" dir="auto">
          {row.body}
        </p>
      )}
      {row.media && (
        <Media media={row.media} contactId={row.contactId} messageId={row.id} from={isOut ? row.texterName : name} />
      )}
      {reaction && <ReactionMark emoji={reaction} by={name} />}
      {shown && (
        <span class="small">
          <Delivery shown={shown} />
        </span>
      )}
    </li>
  );
}
