import "./numbers.css";
import type { DraftNumbers } from "../../../domain/numbers/campaign-numbers.ts";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";

/** What each area code of the pool has, folded away. */
export function PoolTable({ available }: Pick<DraftNumbers, "available">) {
  if (available.length === 0) return <p class="soft small">The pool has no numbers yet.</p>;
  return (
    <details>
      <summary class="summary">What the pool has ({counted(available.length, "area code")})</summary>
      <ul class="pool" aria-label="Numbers of the pool by area code">
        {available.map((code) => (
          <li key={code.areaCode}>
            <strong>{code.areaCode}</strong> <span class="soft small">{code.states || "toll-free"}</span>
            <br />
            {count(code.AVAILABLE)} free, {count(code.RESERVED)} reserved, {count(code.ASSIGNED)} in use,{" "}
            {count(code.RESTING)} resting
          </li>
        ))}
      </ul>
    </details>
  );
}
