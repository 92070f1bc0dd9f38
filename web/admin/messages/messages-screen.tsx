import { useSignal } from "@preact/signals";
import { useRoute } from "preact-iso/router";
import { properName } from "../../../domain/contacts/person-name.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { ListedMessage } from "../../../domain/campaigns/campaign.ts";
import type { Label } from "../../../domain/scripts/script-editing.ts";
import { api, campaignApi } from "../../api/client.ts";
import { Delivery, deliveryOf } from "../../ui/delivery.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { shownReaction } from "../../../domain/messages/reactions.ts";
import { Media } from "../../ui/media.tsx";
import { ReactionMark } from "../../ui/reaction.tsx";
import { now } from "../../ui/time/now.ts";
import { Blank, Heading } from "../../ui/screen.tsx";
import { clockThere, shortTime } from "../../ui/time/time.ts";
import { CampaignTabs } from "../campaigns/campaign-tabs.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { SearchField } from "../../ui/forms/search-field.tsx";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { RowLabels } from "./row-labels.tsx";
import "../settings/simulation.css";
import "./messages.css";

/** A new text reaches this list through Postgres, a few seconds later. */
const LOOK_AGAIN_MS = 4000;

/** Every text of a campaign, the newest first. */
export function MessagesScreen() {
  const { params } = useRoute();
  const campaignId = params["campaignId"] ?? "";
  const detail = useLoad(() => campaignApi.$get({ param: { campaignId } }), [campaignId]);
  return (
    <main class="page broad stack loose">
      <Loaded page of={detail} what="campaign">
        {({ campaign }) => (
          <>
            <Heading title={`Messages · ${campaign.title || "Untitled campaign"}`}>
              {campaign.title || "Untitled campaign"}
            </Heading>
            <CampaignTabs campaignId={campaignId} undecided={campaign.numbers.undecided} here="messages" />
            <MessageList campaignId={campaignId} />
          </>
        )}
      </Loaded>
    </main>
  );
}

function MessageList({ campaignId }: { campaignId: string }) {
  const direction = useSignal<"" | "out" | "in">("");
  const search = useSignal("");
  const label = useSignal("");
  const labels = useLoad(() => api.admin.labels.$get());
  const known = labels.answer.value?.ok ? labels.answer.value.labels : [];
  const list = usePages({
    ask: (before) =>
      campaignApi.messages.$get({
        param: { campaignId },
        query: {
          direction: direction.value || undefined,
          search: search.value.trim(),
          label: label.value || undefined,
          before,
        },
      }),
    rowsOf: (page) => page.messages,
    of: [direction.value, search.value, label.value],
    againMs: LOOK_AGAIN_MS,
  });

  return (
    <section class="stack" aria-labelledby="messages">
      <h2 id="messages">Messages</h2>
      <div class="row filters">
        <Field label="Direction">
          {(described) => (
            <select
              {...described}
              class="input"
              value={direction.value}
              onChange={({ currentTarget: { value } }) =>
                (direction.value = value === "out" || value === "in" ? value : "")
              }
            >
              <option value="">All</option>
              <option value="out">Sent</option>
              <option value="in">Received</option>
            </select>
          )}
        </Field>
        {known.length > 0 && (
          <Field label="Label">
            {(described) => (
              <select
                {...described}
                class="input"
                value={label.value}
                onChange={({ currentTarget }) => (label.value = currentTarget.value)}
              >
                <option value="">All</option>
                {known.map(({ labelId, name }) => (
                  <option key={labelId} value={labelId} dir="auto">
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        <SearchField value={search} placeholder="Words, name or number" maxLength={200} />
        <button type="button" class="button" onClick={() => void list.reload()}>
          Refresh
        </button>
      </div>
      <PagedList
        of={list}
        what="messages"
        blank={
          direction.value || search.value || label.value ? (
            <Blank title="No matching messages">
              <p>Try other words, or another filter.</p>
            </Blank>
          ) : (
            <Blank title="No messages yet">
              <p>Texts appear here a few seconds after they are sent.</p>
            </Blank>
          )
        }
      >
        {(rows) => (
          <table class="table messages-table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Contact</th>
                <th scope="col">Text</th>
                <th scope="col">State</th>
                <th scope="col">Texter</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={`${row.contactId} ${row.id}`} campaignId={campaignId} row={row} labels={known} />
              ))}
            </tbody>
          </table>
        )}
      </PagedList>
    </section>
  );
}

/** What a contact's zone was taken from (domain/hours/zones/zones.ts). */
const ZONE_SOURCE_WORDS: Readonly<Record<string, string>> = {
  zip: "by zip code",
  state: "by state",
  area_code: "by area code",
  unclear: "place unclear",
  unknown: "place unknown",
};

type RowProps = { campaignId: string; row: ListedMessage; labels: readonly Label[] };

function Row({ campaignId, row, labels }: RowProps) {
  const shown = row.direction === "out" ? deliveryOf(row, Date.now()) : null;
  const contactName = properName(row.contactName);
  const reaction = shownReaction(row.reactions ?? []);
  const there = row.localTime ? clockThere(row.localTime) : null;
  return (
    <tr>
      <td class="number soft nowrap">
        <time dateTime={new Date(row.at).toISOString()}>{shortTime(row.at, now.value)}</time>
        {there !== null && (
          <>
            <br />
            <span class="small">
              {there} there
              <br />
              {ZONE_SOURCE_WORDS[row.zoneSource ?? ""] ?? ""}
            </span>
          </>
        )}
      </td>
      <td>
        <a href={`/admin/campaigns/${campaignId}/messages/${row.contactId}`}>
          <bdi>{contactName || "No name"}</bdi>
          <span class="unseen">, conversation</span>
        </a>
        <br />
        <span class="soft small number">{formatPhone(row.cell)}</span>
        <RowLabels
          campaignId={campaignId}
          contactId={row.contactId}
          contactName={contactName}
          chosen={row.labels}
          labels={labels}
        />
      </td>
      <td class="kept words">
        <p dir="auto">{row.body}</p>
        {row.media && (
          <Media media={row.media} contactId={row.contactId} messageId={row.id} from={contactName || "the contact"} />
        )}
        {reaction && (
          <>
            <br />
            <ReactionMark emoji={reaction} by={contactName || "The contact"} />
          </>
        )}
      </td>
      <td class="small">
        {shown ? <Delivery shown={shown} /> : <span class="badge good">Received</span>}
        {row.divertedTo !== null && (
          <>
            <br />
            <span class="badge warn diverted">
              {row.divertedTo === "" ? "Simulated: not sent" : `Simulated: sent to ${formatPhone(row.divertedTo)}`}
            </span>
          </>
        )}
      </td>
      <td class="small" dir="auto">
        {row.direction === "out" ? row.texterName : ""}
      </td>
    </tr>
  );
}
