import { useSignal } from "@preact/signals";
import { newToken } from "../../../domain/ids.ts";
import type { Refusal } from "../../../domain/outcome.ts";
import type { Person } from "../../../domain/people/people.ts";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { Notice } from "../../ui/screen.tsx";

type Shown = {
  numbers: { number: string; state: "given" | "taking" }[];
  areaCodes: { areaCode: string; free: number }[];
};

/** A person's own numbers: gives one, takes one back. */
export function PersonNumbersDialog({ person, onClose }: { person: Person; onClose(): void }) {
  const { personId, firstName, lastName } = person;
  const known = useLoad(() => api.admin.people[":personId"].numbers.$get({ param: { personId } }), [personId]);
  const areaCode = useSignal("");
  /** Of this number it is asked whether it is to be taken back. */
  const asked = useSignal<string | null>(null);
  const told = useSignal<string | null>(null);
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  /** The same until there is an answer: a lost one gives no second number. */
  const requestId = useSignal(newToken());

  async function give(): Promise<void> {
    if (busy.value) return;
    if (areaCode.value === "") {
      refusal.value = { ok: false, reason: "bad_request", message: "", fields: { areaCode: "Choose an area code." } };
      return;
    }
    busy.value = true;
    refusal.value = told.value = null;
    const json = { requestId: requestId.value, areaCode: areaCode.value };
    const answer = await call(api.admin.people[":personId"].numbers.$post({ param: { personId }, json }));
    busy.value = false;
    if (answer.ok || answer.reason !== "unreachable") requestId.value = newToken();
    if (answer.ok) told.value = `${formatPhone(answer.number)} is theirs now. Texts to it come to their app.`;
    else refusal.value = answer;
    await known.reload();
  }

  async function takeBack(number: string): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = told.value = null;
    const answer = await call(
      api.admin.people[":personId"].numbers[":number"].$delete({ param: { personId, number } }),
    );
    busy.value = false;
    asked.value = null;
    if (answer.ok || answer.reason === "not_found") told.value = `${formatPhone(number)} was taken back.`;
    else refusal.value = answer;
    await known.reload();
  }

  return (
    <Dialog
      title={`Phone number of ${firstName} ${lastName}`}
      refusal={refusal.value}
      onSubmit={() => void give()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
          <button type="submit" class="button primary" aria-disabled={busy.value}>
            Give a number
          </button>
        </>
      }
    >
      <p class="soft">
        A person with a number of their own gets its texts in their app, under “Direct texts”, and answers them there.
      </p>
      {told.value && <Notice title={told.value} />}
      <Loaded of={known} what="numbers">
        {(shown: Shown) => (
          <>
            {shown.numbers.length === 0 && <p>No number yet.</p>}
            <ul class="stack tight">
              {shown.numbers.map(({ number, state }) => (
                <li key={number} class="row spread">
                  <strong class="number">{formatPhone(number)}</strong>
                  {state === "taking" && <span class="soft">On its way back</span>}
                  {state === "given" && asked.value !== number && (
                    <button
                      type="button"
                      class="button quiet"
                      aria-label={`Take back ${formatPhone(number)}`}
                      onClick={() => (asked.value = number)}
                    >
                      Take back
                    </button>
                  )}
                  {asked.value === number && (
                    <span class="row">
                      <span>Its conversations will be gone from their app.</span>
                      <button type="button" class="button danger" onClick={() => void takeBack(number)}>
                        Take it back
                      </button>
                      <button type="button" class="button" onClick={() => (asked.value = null)}>
                        Keep it
                      </button>
                    </span>
                  )}
                </li>
              ))}
            </ul>
            {shown.areaCodes.length === 0 ? (
              <Notice tone="warn" live={false}>
                There are no free numbers. The installation’s superadmin can buy some.
              </Notice>
            ) : (
              <Field label="Area code" of="areaCode">
                {(described) => (
                  <select
                    {...described}
                    class="input"
                    value={areaCode.value}
                    onChange={({ currentTarget }) => (areaCode.value = currentTarget.value)}
                  >
                    <option value="">Choose</option>
                    {shown.areaCodes.map((each) => (
                      <option key={each.areaCode} value={each.areaCode}>
                        {each.areaCode} ({counted(each.free, "free number")})
                      </option>
                    ))}
                  </select>
                )}
              </Field>
            )}
          </>
        )}
      </Loaded>
    </Dialog>
  );
}
