import { useSignal } from "@preact/signals";
import type { NumberState, NumberUse, ReservationHolder } from "../../../domain/numbers/inventory.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { Blank, Heading, Notice } from "../../ui/screen.tsx";
import { poolHref, usePool } from "./pool.ts";

const WORDS: Record<NumberState, string> = {
  AVAILABLE: "Free",
  RESERVED: "Reserved",
  ASSIGNED: "In use",
  RESTING: "Resting",
};

/** The numbers of one area code: what each is used for; free ones can be given back to the carrier. */
export function AreaCodeScreen({ areaCode }: { areaCode: string }) {
  const pool = usePool();
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const isAsking = useSignal(false);
  const told = useSignal<string | null>(null);
  const list = usePages({
    ask: (after) =>
      api.operator.numbers[":pool"].area[":areaCode"].$get({
        param: { ...pool, areaCode },
        query: after === undefined ? {} : { after },
      }),
    rowsOf: (page) => page.numbers,
    of: [pool.pool, areaCode],
  });
  const choose = (number: string, isChosen: boolean) => {
    const next = new Set(chosen.value);
    if (isChosen) next.add(number);
    else next.delete(number);
    chosen.value = next;
  };
  return (
    <main class="page broad stack loose">
      <a href={poolHref(pool.pool)}>All area codes</a>
      <Heading title={`Area code ${areaCode}`} />
      {told.value && <Notice title={told.value} />}
      <PagedList
        of={list}
        what="numbers"
        blank={
          <Blank title="No numbers here">
            <p>Buy some under Numbers.</p>
          </Blank>
        }
      >
        {(rows) => (
          <ul class="campaigns">
            {rows.map(({ number, state, use, holder, untilMs, restWhy }) => (
              <li key={number} class="person-row">
                <label class="choice grow">
                  <input
                    type="checkbox"
                    disabled={state === "RESERVED" || state === "ASSIGNED"}
                    checked={chosen.value.has(number)}
                    onChange={({ currentTarget: { checked } }) => choose(number, checked)}
                  />
                  <strong>{formatPhone(number)}</strong>
                </label>
                <span class="soft small" dir="auto">
                  {WORDS[state]}
                  {use && ` ${useWords(use)}`}
                  {holder && ` ${holderWords(holder)}`}
                  {untilMs !== null && ` until ${new Date(untilMs).toLocaleString()}`}
                  {restWhy && `: ${restWhy}`}
                </span>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
      <div>
        <button
          type="button"
          class="button danger"
          aria-disabled={chosen.value.size === 0}
          onClick={() => (isAsking.value = chosen.value.size > 0)}
        >
          Give back {chosen.value.size > 0 && counted(chosen.value.size, "number")}
        </button>
      </div>
      {isAsking.value && (
        <GiveBack
          numbers={[...chosen.value]}
          onClose={() => (isAsking.value = false)}
          onDone={(words) => {
            isAsking.value = false;
            chosen.value = new Set();
            told.value = words;
            void list.reload();
          }}
        />
      )}
    </main>
  );
}

function GiveBack(props: { numbers: string[]; onClose: () => void; onDone: (words: string) => void }) {
  const { numbers, onClose, onDone } = props;
  const pool = usePool();
  const isBusy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  async function giveBack(): Promise<void> {
    if (isBusy.value) return;
    isBusy.value = true;
    const json = { numbers: numbers.slice(0, 500) };
    const answer = await call(api.operator.numbers[":pool"].release.$post({ param: pool, json }));
    isBusy.value = false;
    if (!answer.ok) {
      refusal.value = answer;
      return;
    }
    const held =
      answer.held.length > 0 ? ` ${counted(answer.held.length, "number is", "numbers are")} in use and stay.` : "";
    onDone(`${counted(answer.leaving, "number goes", "numbers go")} back to the carrier.${held}`);
  }
  return (
    <Dialog
      title={`Give back ${counted(numbers.length, "number")}?`}
      refusal={refusal.value}
      onSubmit={() => void giveBack()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Keep them
          </button>
          <button type="submit" class="button danger" aria-disabled={isBusy.value}>
            Give back
          </button>
        </>
      }
    >
      <p>The carrier may sell them to somebody else at once. They cost nothing more after this month.</p>
    </Dialog>
  );
}

function useWords(use: NumberUse): string {
  return use.kind === "queue" ? `by campaign ${use.queue}` : `by user ${use.userId}`;
}

function holderWords(holder: ReservationHolder): string {
  return holder.kind === "campaign" ? `for campaign ${holder.campaignId}` : "by a program";
}
