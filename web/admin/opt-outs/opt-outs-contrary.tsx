import type { Signal } from "@preact/signals";
import type { Contrary, ContraryChoice } from "../../../domain/opt-outs/opt-outs.ts";
import { counted } from "../../ui/counted.ts";
import { Field } from "../../ui/forms/field.tsx";

type Props = { rows: Contrary; optedOut: boolean; choice: Signal<ContraryChoice | null> };

/** "Status: subscribed" in a list to opt out: such a list may be a whole membership, so somebody has to say. */
export function ContraryRows({ rows: { rows, values }, optedOut, choice }: Props) {
  const gets = optedOut ? "still gets texts" : "gets no texts";
  const said = values.map(
    ({ column, value, rows: many }) => `${column}: ${value === "" ? "blank" : `“${value}”`} (${counted(many, "line")})`,
  );
  return (
    <Field
      label={`${counted(rows, "line says", "lines say")} that the number ${gets}, or ${rows === 1 ? "leaves" : "leave"} it open`}
      of="contrary"
      hint={said.join(", ")}
    >
      {(described) => (
        <select
          {...described}
          class="input"
          value={choice.value ?? ""}
          onChange={({ currentTarget }) => {
            const { value } = currentTarget;
            choice.value = value === "leave" || value === "include" ? value : null;
          }}
        >
          <option value="">Choose what to do with {rows === 1 ? "it" : "them"}</option>
          <option value="leave">Leave {rows === 1 ? "it as it is" : "them as they are"}</option>
          <option value="include">
            Opt {rows === 1 ? "it" : "them"} {optedOut ? "out" : "in"}, too
          </option>
        </select>
      )}
    </Field>
  );
}
