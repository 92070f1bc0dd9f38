import { ratesOf, restStepWords } from "../../../domain/numbers/number-health.ts";
import type { NumberHealth, SenderSums } from "../../../domain/numbers/number-health.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import { Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";

const VERDICTS: Record<NumberHealth["verdict"], string> = {
  unknown: "Too few texts to say",
  well: "In order",
  warning: "Look at it",
  rest: "Unhealthy",
};

/** Sending numbers with what became of their texts in a day. */
export function NumberHealthTable({ numbers, withOrg }: { numbers: readonly NumberHealth[]; withOrg: boolean }) {
  return (
    <section
      class="table-scroll"
      aria-label="Numbers of the last 24 hours"
      // A scrolling region has to be reachable by the keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table class="table number-columns">
        <thead>
          <tr>
            <th scope="col">Number</th>
            {withOrg && <th scope="col">Organization</th>}
            <RateHeads />
            <th scope="col">Health</th>
          </tr>
        </thead>
        <tbody>
          {numbers.map((number) => (
            <tr key={`${number.orgId} ${number.number}`}>
              <th scope="row">{formatPhone(number.number)}</th>
              {withOrg && <td dir="auto">{number.orgName}</td>}
              <RateCells sums={number} />
              <td>{number.alert ? "Resting" : VERDICTS[number.verdict]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function RateHeads() {
  return (
    <>
      <th scope="col">Texts</th>
      <th scope="col">Delivered</th>
      <th scope="col">Lost</th>
      <th scope="col">Opted out</th>
    </>
  );
}

export function RateCells({ sums }: { sums: SenderSums }) {
  const { delivered, failed, optOuts } = ratesOf(sums);
  return (
    <>
      <td>{count(sums.texts)}</td>
      <td>{share(delivered)}</td>
      <td>{share(failed)}</td>
      <td>{share(optOuts)}</td>
    </>
  );
}

/** What happened to a number, and what to do. @param action a button, where the reader may use the number again */
export function HealthAlert({ number, action }: { number: NumberHealth; action?: preact.ComponentChildren }) {
  const { alert } = number;
  if (!alert) return null;
  const until = alert.restUntil === null ? "" : ` Its rest ends on ${new Date(alert.restUntil).toLocaleDateString()}.`;
  return (
    <Notice tone="wrong" live={false} title={`${formatPhone(number.number)} must rest`}>
      <span dir="auto">
        {alert.why} {restStepWords(alert.step)}
        {alert.step === "resting" || alert.step === "out_of_service" ? until : ""}
      </span>
      {action}
    </Notice>
  );
}

function share(value: number | null): string {
  return value === null ? "–" : `${(value * 100).toFixed(value > 0 && value < 0.1 ? 1 : 0)} %`;
}
