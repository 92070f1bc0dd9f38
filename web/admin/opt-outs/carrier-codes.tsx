import type { CarrierCodeRow } from "../../../domain/sending/carrier-account.ts";
import { now } from "../../ui/time/now.ts";
import { count, shortTime } from "../../ui/time/time.ts";

/** What else the carrier has reported, each with what to do about it. */
export function CarrierCodes({ codes }: { codes: readonly CarrierCodeRow[] }) {
  return (
    <section class="card stack" aria-labelledby="carrier-codes">
      <h2 id="carrier-codes">Errors from the carrier</h2>
      {codes.length === 0 ? (
        <p class="soft">There is nothing you need to do.</p>
      ) : (
        <ul class="health">
          {codes.map(({ code, meaning, remedy, count: times, at, page }) => (
            <li key={code} class="row spread">
              <span>
                <strong>{meaning}</strong> (
                <a href={page} target="_blank" rel="noreferrer">
                  {code}
                </a>
                )
                <span class="soft small block">
                  {remedy ?? "See the carrier’s page, or ask the carrier’s support."}
                </span>
              </span>
              <span class="row">
                <span class="badge warn">{count(times)}</span>
                <span class="soft small number">{shortTime(at, now.value)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
