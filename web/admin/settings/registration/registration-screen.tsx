import { useSignal } from "@preact/signals";
import type { Refusal } from "../../../../domain/outcome.ts";
import type { RegistrationLine } from "../../../../domain/numbers/registration.ts";
import { call } from "../../../api/call.ts";
import { api } from "../../../api/client.ts";
import { useLoad } from "../../../ui/load/load.ts";
import { Loaded } from "../../../ui/load/loaded.tsx";
import { Heading, Notice } from "../../../ui/screen.tsx";
import { now } from "../../../ui/time/now.ts";
import { shortTime } from "../../../ui/time/time.ts";
import { RegistrationForm } from "./registration-form.tsx";

const STATES: Record<RegistrationLine["state"], { words: string; badge: string }> = {
  done: { words: "In order", badge: "badge good" },
  missing: { words: "Missing", badge: "badge wrong" },
  ending: { words: "Ends soon", badge: "badge warn" },
  not_needed: { words: "Not needed", badge: "badge" },
};

/** What US networks demand of an organization that texts people, line by line. */
export function RegistrationScreen() {
  const loading = useLoad(() => api.admin.registration.$get());
  const refusal = useSignal<Refusal | null>(null);
  const isAsking = useSignal(false);
  async function ask(): Promise<void> {
    if (isAsking.value) return;
    isAsking.value = true;
    const answer = await call(api.admin.registration.read.$post());
    isAsking.value = false;
    refusal.value = answer.ok ? null : answer;
    if (answer.ok) await loading.reload();
  }
  return (
    <main class="page stack loose">
      <a href="/admin/settings">Settings</a>
      <Heading title="Registration" />
      <p class="soft lead">US networks block texts of organizations and numbers that are not registered.</p>
      <Loaded of={loading} what="registration">
        {({ facts, lines, serviceSid, isNeeded }) => (
          <>
            {!isNeeded && (
              <Notice live={false} title="This is a simulation">
                <span>Campaigns start without a registration, because nobody is texted.</span>
              </Notice>
            )}
            <section class="card stack" aria-labelledby="registration-lines">
              <h2 id="registration-lines">Checklist</h2>
              <ul class="stack">
                {lines.map((line) => (
                  <Line key={line.key} line={line} />
                ))}
              </ul>
              {refusal.value && <Notice tone="wrong" title={refusal.value.message} />}
              {serviceSid !== null && (
                <div>
                  <button type="button" class="button" aria-disabled={isAsking.value} onClick={() => void ask()}>
                    Ask the carrier again
                  </button>
                </div>
              )}
            </section>
            <RegistrationForm facts={facts} serviceSid={serviceSid} onSaved={() => void loading.reload()} />
          </>
        )}
      </Loaded>
    </main>
  );
}

function Line({ line }: { line: RegistrationLine }) {
  const { title, state, says, nextStep, readAtMs } = line;
  const { words, badge } = STATES[state];
  return (
    <li class="stack tight">
      <span class="row">
        <strong class="grow">{title}</strong> <span class={badge}>{words}</span>
      </span>
      <span dir="auto">
        {says} {nextStep}
      </span>
      {readAtMs !== null && <span class="soft small">The carrier said so {shortTime(readAtMs, now.value)}.</span>}
    </li>
  );
}
