import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { OrgHours } from "../../../domain/hours/org-hours.ts";
import type { Prices } from "../../../domain/campaigns/prices.ts";
import type { TrustSettings } from "../../../domain/assignment/requests.ts";
import type { SendingLimits } from "../../../domain/sending/sending-limits.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Heading, Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { HoursForm } from "./hours-form.tsx";
import { LabelsSection } from "./labels-section.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { PricesForm } from "./prices-form.tsx";
import { SendingForm } from "./sending-form.tsx";
import { SimulationForm } from "./simulation-form.tsx";
import { TrustForm } from "./trust-form.tsx";

type Settings = {
  messagingServiceSid: string | null;
  prices: Prices;
  trust: TrustSettings;
  sending: SendingLimits | null;
  textingHours: OrgHours;
};
type DeadLetter = {
  id: string;
  queue: string;
  reason: string;
  attempts: number;
  at: string;
  replayedAt: string | null;
};

/** The organization's carrier, and what could not be recorded. */
export function SettingsScreen() {
  const settings = useLoad(() => api.admin.settings.$get());
  return (
    <main class="page stack loose">
      <Heading title="Settings" />
      <Loaded of={settings} what="settings">
        {({ settings: known }) => (
          <>
            <CarrierForm settings={known} />
            <HoursForm known={known.textingHours} />
            <SendingForm sending={known.sending} />
            <PricesForm prices={known.prices} />
            <TrustForm trust={known.trust} />
          </>
        )}
      </Loaded>
      <SimulationForm />
      <LabelsSection />
      <DeadLetters />
    </main>
  );
}

function CarrierForm({ settings }: { settings: Settings }) {
  const field = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const told = useSignal<{ tone: "calm" | "wrong"; words: string } | null>(null);

  async function save(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    told.value = null;
    const typed = field.current?.value.trim() ?? "";
    const json = { messagingServiceSid: typed === "" ? null : typed };
    const answer = await call(api.admin.settings.$patch({ json }));
    busy.value = false;
    told.value = answer.ok
      ? { tone: "calm", words: "Saved. Campaigns that start from now on use it." }
      : { tone: "wrong", words: answer.message };
    if (!answer.ok) field.current?.focus();
  }

  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>Carrier</h2>
      <Field
        label="Messaging Service SID"
        hint="From the carrier's console; begins with MG. Its numbers send the texts."
      >
        {(described) => (
          <input
            {...described}
            ref={field}
            class="input mono"
            autocomplete="off"
            spellcheck={false}
            defaultValue={settings.messagingServiceSid ?? ""}
          />
        )}
      </Field>
      {told.value && <Notice tone={told.value.tone}>{told.value.words}</Notice>}
      <div>
        <button type="submit" class="button primary" aria-disabled={busy.value}>
          {busy.value ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  );
}

function DeadLetters() {
  const list = useLoad(() => api.admin["dead-letters"].$get());
  return (
    <section class="card stack" aria-labelledby="dead-letters">
      <h2 id="dead-letters">Records that could not be stored</h2>
      <Loaded of={list} what="list">
        {({ deadLetters }) => {
          const open = deadLetters.filter((letter) => letter.replayedAt === null);
          if (open.length === 0) return <p class="soft">None. Everything that happened is in the database.</p>;
          return (
            <>
              <p>{count(open.length)} are kept until the cause is mended. Texting is not affected.</p>
              <ul class="stack tight">
                {open.slice(0, 50).map((letter) => (
                  <Letter key={letter.id} letter={letter} onDone={() => void list.reload()} />
                ))}
              </ul>
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Letter({ letter, onDone }: { letter: DeadLetter; onDone(): void }) {
  const refusal = useSignal<string | null>(null);
  async function replay(): Promise<void> {
    refusal.value = null;
    const param = { id: encodeURIComponent(letter.id) };
    const answer = await call(api.admin["dead-letters"][":id"].replay.$post({ param }));
    if (answer.ok) onDone();
    else refusal.value = answer.message;
  }
  return (
    <li class="stack tight">
      <div class="row spread">
        <span class="grow">
          {letter.reason}
          <br />
          <span class="soft small">{new Date(letter.at).toLocaleString()}</span>
        </span>
        <button type="button" class="button" onClick={() => void replay()}>
          Try again
        </button>
      </div>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </li>
  );
}
