import type { LoopStop } from "../../../../domain/phone-service/api-tokens.ts";
import { formatPhone } from "../../../../domain/phone-numbers/phone-format.ts";
import { shortTime } from "../../../ui/time/time.ts";

/** Numbers that texted each other as two programs do. */
export function LoopStops({ stops }: { stops: LoopStop[] }) {
  return (
    <section class="card stack" aria-labelledby="loop-stops">
      <h2 id="loop-stops">Stopped loops</h2>
      <p class="soft">
        These numbers exchanged 15 texts within 15 seconds, as two programs do that answer each other. Your texts were
        held for some seconds. If it comes again, change the program that answers.
      </p>
      <ul class="stack tight">
        {stops.map(({ number, peer, at }) => (
          <li key={`${number} ${peer} ${at}`} class="row spread">
            <span>
              {formatPhone(number)} and {formatPhone(peer)}
            </span>
            <span class="soft small">{shortTime(at, Date.now())}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
