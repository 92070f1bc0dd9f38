import { useSignal } from "@preact/signals";
import type { Refusal } from "../../../domain/outcome.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { HealthAlert, NumberHealthTable } from "../../admin/numbers/number-health-table.tsx";
import { Blank, Heading, Notice } from "../../ui/screen.tsx";

/** Sending numbers of all organizations, unhealthy ones first. */
export function HealthScreen() {
  const loading = useLoad(() => api.operator["number-health"].$get());
  const refusal = useSignal<Refusal | null>(null);
  async function wake(orgId: string, number: string): Promise<void> {
    const answer = await call(api.operator["number-health"].clear.$post({ json: { orgId, number } }));
    refusal.value = answer.ok ? null : answer;
    if (answer.ok) await loading.reload();
  }
  return (
    <main class="page broad stack loose">
      <Heading title="Number health" />
      <p class="soft lead">
        What became of the texts of the last 24 hours. Numbers that are filtered, refused or losing texts rest by
        themselves.
      </p>
      {refusal.value && <Notice tone="wrong" title={refusal.value.message} />}
      <Loaded of={loading} what="numbers">
        {({ numbers }) =>
          numbers.length === 0 ? (
            <Blank title="No texts in the last 24 hours">
              <p>Numbers appear here some minutes after their first texts.</p>
            </Blank>
          ) : (
            <>
              {numbers.map((number) => (
                <HealthAlert
                  key={`${number.orgId} ${number.number}`}
                  number={number}
                  action={
                    <button type="button" class="button" onClick={() => void wake(number.orgId, number.number)}>
                      Use it again
                    </button>
                  }
                />
              ))}
              <NumberHealthTable numbers={numbers} withOrg />
            </>
          )
        }
      </Loaded>
    </main>
  );
}
