import { moneyWords } from "../../../domain/campaigns/prices.ts";
import type { StartEstimate } from "../../../domain/campaigns/campaign.ts";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";
import { duration } from "./duration.ts";

/** What the first texts will take: segments, cost and time. */
export function EstimateTable({ estimate }: { estimate: StartEstimate }) {
  const {
    texts,
    leftOut,
    segments,
    segmentsPerText,
    costMicros,
    currency,
    durationMs,
    segmentsPerSecond,
    finishesAtMs,
  } = estimate;
  const each = segmentsPerText.toLocaleString(undefined, { maximumFractionDigits: 2 });
  const facts = [
    {
      name: "First texts",
      value: count(texts),
      more: `${each} ${segmentsPerText === 1 ? "segment" : "segments"} each`,
    },
    { name: "Segments", value: count(segments), more: "estimated" },
    { name: "Cost", value: moneyWords(costMicros, currency), more: "without replies" },
    { name: "Sending time", value: duration(durationMs), more: `at ${count(segmentsPerSecond)} per second` },
  ];
  return (
    <div class="stack tight">
      <dl class="facts">
        {facts.map(({ name, value, more }) => (
          <div key={name}>
            <dt dir="auto">{name}</dt>
            <dd>
              <span class="number">{value}</span> <span class="soft small">{more}</span>
            </dd>
          </div>
        ))}
      </dl>
      {leftOut > 0 && (
        <p class="soft small">
          {counted(leftOut, "contact is", "contacts are")} not counted: opted out, or with a number that cannot be
          reached.
        </p>
      )}
      {finishesAtMs !== null && (
        <p class="soft small">
          Within texting hours, the last text could go out{" "}
          {new Date(finishesAtMs).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}. Prices and
          sending speed come from the <a href="/admin/settings">settings</a>.
        </p>
      )}
    </div>
  );
}
