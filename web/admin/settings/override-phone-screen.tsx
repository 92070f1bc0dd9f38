import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { properName } from "../../../domain/contacts/person-name.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import type { PhoneText } from "../../../domain/sending/override-phone.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { FieldProblems, RefusalNotice } from "../../ui/forms/field-problems.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { Picture } from "../../ui/media.tsx";
import { Blank, Heading } from "../../ui/screen.tsx";
import { now } from "../../ui/time/now.ts";
import { shortTime } from "../../ui/time/time.ts";
import "./simulation.css";

const LOOK_AGAIN_MS = 3_000;

/** The override phone of a simulation: what it got, and texts that it sends back. */
export function OverridePhoneScreen() {
  const thread = useLoad(() => api.admin.simulation.phone.$get());
  useEffect(() => {
    const again = setInterval(() => {
      if (document.visibilityState === "visible") void thread.reload();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(again);
  }, []);
  return (
    <main class="page stack loose">
      <a href="/admin/settings">← Settings</a>
      <Heading title="Override phone" />
      <Loaded of={thread} what="phone">
        {({ phone, texts }) =>
          phone === null ? (
            <Blank title="No override phone is set">
              <p>Enter one under Settings, Simulation. It then gets every text instead of the contact.</p>
            </Blank>
          ) : (
            <Phone phone={phone} texts={texts} reload={() => void thread.reload()} />
          )
        }
      </Loaded>
    </main>
  );
}

type Props = { phone: string; texts: readonly PhoneText[]; reload(): void };

function Phone({ phone, texts, reload }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const words = useSignal("");
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  /** The same words that are sent again after a failure are the same text. */
  const sent = useRef({ id: "", body: "" });
  const last = texts.find(({ direction }) => direction === "out");

  async function send(): Promise<void> {
    const body = words.value.trim();
    if (busy.value || body === "") return;
    busy.value = true;
    refusal.value = null;
    if (sent.current.body !== body) sent.current = { id: crypto.randomUUID(), body };
    const answer = await call(api.admin.simulation.phone.replies.$post({ json: sent.current }));
    busy.value = false;
    if (!answer.ok) {
      refusal.value = answer;
      return;
    }
    sent.current = { id: "", body: "" };
    words.value = "";
    reload();
  }

  function beginAnswer({ cell }: PhoneText): void {
    words.value = `[${cell}] `;
    field.current?.focus();
  }

  return (
    <>
      <p class="soft">
        <strong class="number">{formatPhone(phone)}</strong> gets every text, with the contact’s number in front. A
        reply with that number in brackets counts as a text from that contact.
      </p>
      <form
        class="card stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <FieldProblems refusal={refusal.value}>
          <Field
            label="Text from this phone"
            of="body"
            hint={
              last
                ? `Choose Answer below, or write the contact’s number in brackets. Without a number, it counts as a text from ${nameOf(last)}, who was texted last.`
                : "Nobody has been texted yet."
            }
          >
            {(described) => (
              <textarea
                {...described}
                ref={field}
                class="input"
                rows={3}
                maxLength={1600}
                value={words.value}
                onInput={({ currentTarget }) => (words.value = currentTarget.value)}
              />
            )}
          </Field>
          <RefusalNotice />
        </FieldProblems>
        <div>
          <button type="submit" class="button primary" aria-disabled={busy.value || words.value.trim() === ""}>
            {busy.value ? "Sending…" : "Send"}
          </button>
        </div>
      </form>
      {texts.length === 0 ? (
        <Blank title="No text yet">
          <p>The next text that a texter sends appears here.</p>
        </Blank>
      ) : (
        <section class="stack" aria-labelledby="phone-texts">
          <h2 id="phone-texts">Texts, newest first</h2>
          <ol class="stack tight">
            {texts.map((text) => (
              <Line key={text.id} text={text} onAnswer={() => beginAnswer(text)} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function Line({ text, onAnswer }: { text: PhoneText; onAnswer(): void }) {
  const { direction, body, at, picture } = text;
  return (
    <li class={`card stack tight phone-text ${direction}`}>
      <div class="row spread soft small">
        <span class="grow">{direction === "out" ? `To ${nameOf(text)}` : saidBy(text)}</span>
        <time class="number" dateTime={new Date(at).toISOString()}>
          {shortTime(at, now.value)}
        </time>
      </div>
      {picture !== undefined && <Picture pictureId={picture} />}
      <p class="kept" dir="auto">
        {body}
      </p>
      {text.found === "nobody" && (
        <p class="small">
          <a href="/admin/unmatched">Unmatched texts</a>
        </p>
      )}
      {direction === "out" && (
        <div>
          <button type="button" class="button quiet" onClick={onAnswer}>
            Answer
          </button>
        </div>
      )}
    </li>
  );
}

function nameOf({ name, cell }: PhoneText): string {
  const number = cell === null ? "" : formatPhone(cell);
  return name === "" ? number : `${properName(name)}, ${number}`;
}

function saidBy(text: PhoneText): string {
  if (text.found === "tag") return `Counts as a text from ${nameOf(text)}`;
  if (text.found === "last") return `No number in brackets: counts as a text from ${nameOf(text)}, who was texted last`;
  if (text.cell !== null) return `No contact has ${formatPhone(text.cell)}, so it is with the unmatched texts`;
  return "Nobody has been texted yet, so it is with the unmatched texts";
}
