import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import { api } from "../../api/client.ts";
import { now } from "../../ui/time/now.ts";
import { shortTime } from "../../ui/time/time.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { ScrollingList } from "../../ui/load/scrolling-list.tsx";

/** Everything between the organization and a number, the newest first. */
export function NumberTexts({ cell }: { cell: string }) {
  const list = useLoad(() => api.admin.unmatched.texts.$get({ query: { cell } }), [cell]);
  return (
    <Loaded of={list} what="list">
      {({ texts }) =>
        texts.length === 0 ? (
          <p class="soft small">No other texts yet.</p>
        ) : (
          <ScrollingList class="number-texts" label={`Texts with ${formatPhone(cell)}`} ordered>
            {texts.map((text) => (
              <li key={`${text.at} ${text.direction} ${text.body}`} class={text.direction}>
                <p class="kept" dir="auto">
                  {text.body}
                </p>
                <p class="soft small">
                  {text.direction === "in" ? "Received" : "Sent"}
                  {text.campaignTitle && ` · ${text.campaignTitle}`} ·{" "}
                  <time class="number" dateTime={new Date(text.at).toISOString()}>
                    {shortTime(text.at, now.value)}
                  </time>
                </p>
              </li>
            ))}
          </ScrollingList>
        )
      }
    </Loaded>
  );
}
