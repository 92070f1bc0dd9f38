import type { ReservedCode } from "../../../domain/numbers/campaign-numbers.ts";
import type { DraftNumbers } from "../../../domain/numbers/campaign-numbers.ts";
import { useSignal } from "@preact/signals";
import { call } from "../../api/call.ts";
import { campaignApi } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Notice } from "../../ui/screen.tsx";
import { now } from "../../ui/time/now.ts";
import { count, shortTime } from "../../ui/time/time.ts";
import { PoolTable } from "./pool-table.tsx";
import { ReserveForm } from "./reserve-form.tsx";

const POOL_FOLLOWS_MS = 1_500;

type Props = { campaignId: string; contactCount: number };

/** The numbers that a draft texts from: how many it needs, what is reserved and until when, and what the pool has. */
export function DraftNumbersSection({ campaignId, contactCount }: Props) {
  const numbers = useLoad(() => campaignApi["phone-numbers"].$get({ param: { campaignId } }), [contactCount]);
  const answer = numbers.answer.value;
  function reload(): void {
    void numbers.reload();
    // The pool's counts follow a moment later.
    setTimeout(() => void numbers.reload(), POOL_FOLLOWS_MS);
  }
  if (answer?.ok && answer.numbers.settings.textsFrom === "service") return null;
  return (
    <section class="card stack" aria-labelledby="phone-numbers" data-field="phone-numbers" tabIndex={-1}>
      <h2 id="phone-numbers">Numbers to text from</h2>
      <Loaded of={numbers} what="numbers">
        {({ numbers: known }) => (
          <>
            <Needs known={known} />
            {known.reserved.codes.length > 0 && (
              <ul class="stack tight" aria-label="Reserved numbers">
                {known.reserved.codes.map((code) => (
                  <Reserved key={code.areaCode} campaignId={campaignId} code={code} onReleased={reload} />
                ))}
              </ul>
            )}
            {known.needed > known.reserved.count && (
              <ReserveForm
                key={`${known.needed} ${known.reserved.count}`}
                campaignId={campaignId}
                known={known}
                onReserved={reload}
              />
            )}
            <PoolTable available={known.available} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Needs({ known: { contacts, needed, reserved, settings } }: { known: DraftNumbers }) {
  if (contacts === 0) return <p class="soft">Upload the contacts first: they decide how many numbers are needed.</p>;
  const missing = Math.max(0, needed - reserved.count);
  return (
    <>
      <p>
        {counted(contacts, "contact needs", "contacts need")} {counted(needed, "number")}: one for every{" "}
        {count(settings.contactsPerNumber)} contacts.{" "}
        <strong>
          {missing === 0 ? "All are reserved." : `${count(missing)} ${missing === 1 ? "is" : "are"} missing.`}
        </strong>
      </p>
      {reserved.untilMs !== null && (
        <p class="soft small">
          Reserved until {shortTime(reserved.untilMs, now.value)}. Each time you save the draft, it is a day from then.
        </p>
      )}
      {reserved.underWay.length > 0 && <Notice>A reservation is under way. Reload the page in a moment.</Notice>}
    </>
  );
}

type ReservedProps = { campaignId: string; code: ReservedCode; onReleased(): void };

function Reserved({ campaignId, code: { areaCode, count: held }, onReleased }: ReservedProps) {
  const refusal = useSignal<string | null>(null);
  const busy = useSignal(false);

  async function release(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    const answer = await call(campaignApi["phone-numbers"].$delete({ param: { campaignId }, query: { areaCode } }));
    busy.value = false;
    refusal.value = answer.ok ? null : answer.message;
    if (answer.ok) onReleased();
  }

  return (
    <li class="stack tight">
      <div class="row spread">
        <span>
          Area code {areaCode}: {counted(held, "number")}
        </span>
        <button type="button" class="button" aria-disabled={busy.value} onClick={() => void release()}>
          Release<span class="unseen"> the numbers of area code {areaCode}</span>
        </button>
      </div>
      {refusal.value !== null && <Notice tone="wrong">{refusal.value}</Notice>}
    </li>
  );
}
