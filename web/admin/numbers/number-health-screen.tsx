import { useSignal } from "@preact/signals";
import type { Refusal } from "../../../domain/outcome.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { HealthAlert, NumberHealthTable, ServiceHealthTable } from "./number-health-table.tsx";
import { Blank, Heading, Notice } from "../../ui/screen.tsx";

/** How the organization's sending numbers did in the last 24 hours. */
export function NumberHealthScreen() {
  const loading = useLoad(() => api.admin["number-health"].$get());
  const refusal = useSignal<Refusal | null>(null);
  async function clear(number: string): Promise<void> {
    const answer = await call(api.admin["number-health"].clear.$post({ json: { number } }));
    refusal.value = answer.ok ? null : answer;
    if (answer.ok) await loading.reload();
  }
  return (
    <main class="page broad stack loose">
      <a href="/admin/settings">Settings</a>
      <Heading title="Number health" />
      <p class="soft lead">
        What became of the texts of the last 24 hours, by the number they left from. Counted every 15 minutes.
      </p>
      {refusal.value && <Notice tone="wrong" title={refusal.value.message} />}
      <Loaded of={loading} what="numbers">
        {({ numbers, services }) =>
          numbers.length === 0 ? (
            <Blank title="No texts in the last 24 hours">
              <p>Numbers appear here some minutes after their first texts.</p>
            </Blank>
          ) : (
            <>
              {numbers.map((number) => (
                <HealthAlert
                  key={number.number}
                  number={number}
                  action={
                    number.alert?.step === "not_ours" && (
                      <button type="button" class="button" onClick={() => void clear(number.number)}>
                        Done: count it anew
                      </button>
                    )
                  }
                />
              ))}
              <NumberHealthTable numbers={numbers} withOrg={false} />
              {services.length > 0 && (
                <section class="stack" aria-labelledby="by-service">
                  <h2 id="by-service">By Messaging Service</h2>
                  <ServiceHealthTable services={services} />
                </section>
              )}
            </>
          )
        }
      </Loaded>
    </main>
  );
}
