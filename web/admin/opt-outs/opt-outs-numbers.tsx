import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { BadNumberRow, SenderHealth } from "../../../domain/opt-outs/opt-outs.ts";
import { api } from "../../api/client.ts";
import { now } from "../../ui/time/now.ts";
import { Notice } from "../../ui/screen.tsx";
import { count, shortTime } from "../../ui/time/time.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { CarrierCodes } from "./carrier-codes.tsx";
import { OptOutsHead } from "./opt-outs-tabs.tsx";

/** What the carrier reports about numbers: the organization's own, and those that it cannot reach. */
export function CarrierNumbersScreen() {
  const numbers = useLoad(() => api.admin["opt-outs"].numbers.$get());
  const codes = useLoad(() => api.admin.carrier.codes.$get());
  return (
    <main class="page broad stack loose">
      <OptOutsHead here="numbers" />
      <Loaded of={numbers} what="list">
        {({ bad, senders }) => (
          <>
            <Senders senders={senders} />
            <Bad bad={bad} />
          </>
        )}
      </Loaded>
      <Loaded of={codes} what="list">
        {(answer) => <CarrierCodes codes={answer.codes} />}
      </Loaded>
    </main>
  );
}

function Senders({ senders }: { senders: readonly SenderHealth[] }) {
  const stopped = senders.filter((each) => each.stopped > 0);
  return (
    <section class="card stack" aria-labelledby="senders">
      <h2 id="senders">Your numbers</h2>
      {stopped.length > 0 && (
        <Notice tone="wrong" title="Stop using these numbers" live={false}>
          <span>
            {stopped.map(({ sender }) => senderName(sender)).join(", ")}: the carrier refuses texts because the number
            is not registered. Remove it from the Messaging Service until it is.
          </span>
        </Notice>
      )}
      {senders.length === 0 ? (
        <p class="soft">The carrier has not filtered or refused any texts.</p>
      ) : (
        <ul class="health">
          {senders.map((each) => (
            <li key={each.sender} class="row spread">
              <strong class="number" dir="auto">
                {senderName(each.sender)}
              </strong>
              <span class="row">
                {each.stopped > 0 && <span class="badge wrong">{count(each.stopped)} refused</span>}
                {each.filtered > 0 && <span class="badge warn">{count(each.filtered)} filtered</span>}
                <span class="soft small number">{shortTime(each.at, now.value)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
      <p class="soft small">
        A filtered text is not an opt-out. If many texts from one number are filtered, change the wording.
      </p>
    </section>
  );
}

function senderName(sender: string): string {
  return sender.startsWith("+")
    ? formatPhone(sender)
    : sender.startsWith("MG")
      ? `Service ${sender.slice(0, 8)}…`
      : sender;
}

function Bad({ bad }: { bad: readonly BadNumberRow[] }) {
  return (
    <section class="card stack" aria-labelledby="bad-numbers">
      <h2 id="bad-numbers">Numbers that cannot be reached</h2>
      <p class="soft">They are not texted and are left out of uploads, until somebody texts from them.</p>
      {bad.length === 0 ? (
        <p class="soft">None.</p>
      ) : (
        <ul class="health">
          {bad.map((each) => (
            <li key={each.cell} class="row spread">
              <strong class="number">{formatPhone(each.cell)}</strong>
              <span class="soft small">
                {each.meaning} ({each.code}) · <span class="number">{shortTime(each.at, now.value)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
