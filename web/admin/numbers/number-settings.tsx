import { useSignal } from "@preact/signals";
import type { NumberSettings } from "../../../domain/numbers/campaign-numbers.ts";
import { may } from "../../../domain/roles.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { session } from "../../session.ts";
import { Field } from "../../ui/forms/field.tsx";
import { SaveForm } from "../../ui/forms/save-form.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";

/** What campaigns text from. Owners choose; other admins see it. */
export function NumbersSection() {
  const numbers = useLoad(() => api.admin.settings.numbers.$get());
  return (
    <Loaded of={numbers} what="number settings">
      {({ numbers: known }) => <NumbersForm known={known} />}
    </Loaded>
  );
}

function NumbersForm({ known }: { known: NumberSettings }) {
  const typed = useSignal(known);
  const { textsFrom, pool, contactsPerNumber, numbersPerService } = typed.value;
  const now = session.value;
  const isOwner = now.state === "in" && may(now.me.role, "choose_numbers");
  const change = (part: Partial<NumberSettings>) => (typed.value = { ...typed.value, ...part });
  const number = (name: "contactsPerNumber" | "numbersPerService", label: string, hint: string, max: number) => (
    <Field label={label} of={name} hint={hint}>
      {(described) => (
        <input
          {...described}
          class="input date"
          type="number"
          inputMode="numeric"
          required
          min={1}
          max={max}
          disabled={!isOwner}
          value={name === "contactsPerNumber" ? contactsPerNumber : numbersPerService}
          onInput={({ currentTarget }) => change({ [name]: currentTarget.valueAsNumber })}
        />
      )}
    </Field>
  );

  return (
    <SaveForm
      title="Numbers to text from"
      anchor="numbers"
      about={
        <>
          {!isOwner && "Only an owner of the organization changes this. "}
          <a href="/admin/settings/number-health">Number health</a> shows what became of the texts of each number,{" "}
          <a href="/admin/settings/registration">Registration</a> what US networks demand.
        </>
      }
      saved="Saved. Campaigns that start from now on use it."
      save={() => call(api.admin.settings.numbers.$put({ json: typed.value }))}
    >
      <fieldset class="stack tight">
        <legend class="unseen">What campaigns text from</legend>
        <label class="check">
          <input
            type="radio"
            name="texts-from"
            disabled={!isOwner}
            checked={textsFrom === "service"}
            onChange={() => change({ textsFrom: "service" })}
          />
          The organization's own Messaging Service
        </label>
        <label class="check">
          <input
            type="radio"
            name="texts-from"
            disabled={!isOwner}
            checked={textsFrom === "numbers"}
            onChange={() => change({ textsFrom: "numbers" })}
          />
          Numbers of this installation, reserved for each campaign
        </label>
      </fieldset>
      {textsFrom === "numbers" && (
        <>
          <fieldset class="stack tight">
            <legend>Pool</legend>
            <label class="check">
              <input
                type="radio"
                name="pool"
                disabled={!isOwner}
                checked={pool === "shared"}
                onChange={() => change({ pool: "shared" })}
              />
              Shared by all organizations of this installation
            </label>
            <label class="check">
              <input
                type="radio"
                name="pool"
                disabled={!isOwner}
                checked={pool === "own"}
                onChange={() => change({ pool: "own" })}
              />
              For this organization alone
            </label>
          </fieldset>
          <div class="two">
            {number("contactsPerNumber", "Contacts per number", "One number for every so many contacts.", 10_000)}
            {number(
              "numbersPerService",
              "Numbers per Messaging Service",
              "The carrier allows 400; a US registration without a number pool 49.",
              400,
            )}
          </div>
        </>
      )}
    </SaveForm>
  );
}
