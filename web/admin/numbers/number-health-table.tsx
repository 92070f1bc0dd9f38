import { ratesOf, restStepWords } from "../../../domain/numbers/number-health.ts";
import type { NumberHealth, SenderSums } from "../../../domain/numbers/number-health.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import { FigureTable } from "../../ui/figures/figure-table.tsx";
import { Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";

const VERDICTS: Record<NumberHealth["verdict"], string> = {
  unknown: "Too few texts to say",
  well: "In order",
  warning: "Look at it",
  rest: "Unhealthy",
};

const RATES = ["Texts", "Delivered", "Lost", "Opted out"] as const;

/** Sending numbers with what became of their texts in a day. */
export function NumberHealthTable({ numbers, withOrg }: { numbers: readonly NumberHealth[]; withOrg: boolean }) {
  return (
    <FigureTable
      label="Numbers of the last 24 hours"
      titles={["Number", ...(withOrg ? ["Organization"] : []), ...RATES, "Health"]}
      rows={numbers.map((number) => ({
        key: `${number.orgId} ${number.number}`,
        head: formatPhone(number.number),
        cells: [...(withOrg ? [number.orgName] : []), ...rateCells(number), <Verdict number={number} />],
      }))}
    />
  );
}

function Verdict({ number: { alert, verdict } }: { number: NumberHealth }) {
  if (alert) return <span class="badge wrong">Resting</span>;
  const tone = { unknown: "", well: "", warning: "badge warn", rest: "badge wrong" }[verdict];
  return <span class={tone}>{VERDICTS[verdict]}</span>;
}

export function ServiceHealthTable({
  services,
}: {
  services: readonly (SenderSums & { service: string; numbers: number })[];
}) {
  return (
    <FigureTable
      label="Messaging Services of the last 24 hours"
      titles={["Service", "Numbers", ...RATES]}
      rows={services.map((each) => ({
        key: each.service,
        head: each.service,
        cells: [count(each.numbers), ...rateCells(each)],
      }))}
    />
  );
}

function rateCells(sums: SenderSums): string[] {
  const { delivered, failed, optOuts } = ratesOf(sums);
  return [count(sums.texts), share(delivered), share(failed), share(optOuts)];
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
