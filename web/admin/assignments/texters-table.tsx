import { now } from "../../ui/time/now.ts";
import { count, shortTime } from "../../ui/time/time.ts";
import { MOST_UNSENT } from "../../../domain/assignment/most-unsent.ts";
import { roleWords, wholeNumber } from "./holdings.ts";
import type { Edits, TexterHolding } from "./holdings.ts";

type Props = {
  texters: readonly TexterHolding[];
  edits: Edits;
  /** False for an archived campaign. */
  mayChange: boolean;
  onType(personId: string, typed: string): void;
  onGive(texter: TexterHolding): void;
  onRelease(texter: TexterHolding): void;
};

/** A row per texter; on a phone, a card. */
export function TextersTable({ texters, edits, mayChange, onType, onGive, onRelease }: Props) {
  return (
    <table class="table holdings-table">
      <thead>
        <tr>
          <th scope="col">Texter</th>
          <th scope="col">To send</th>
          <th scope="col">Conversations</th>
          <th scope="col">Waiting</th>
          <th scope="col">Last active</th>
          {mayChange && (
            <th scope="col">
              <span class="unseen">Actions</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {texters.map((texter) => (
          <tr key={texter.personId} aria-label={texter.name}>
            <th scope="row">
              <strong dir="auto">{texter.name}</strong>
              <span class="soft small" dir="auto">
                {roleWords(texter.role)}
              </span>
            </th>
            <td data-label="To send">
              {mayChange ? (
                <ToSend texter={texter} typed={edits.get(texter.personId)} onType={onType} />
              ) : (
                <span class="number">{count(texter.toSend)}</span>
              )}
            </td>
            <td data-label="Conversations" class="number">
              {count(texter.conversations)}
            </td>
            <td data-label="Waiting" class="number">
              {texter.waiting === 0 ? (
                <span class="soft">0</span>
              ) : (
                <span class="waiting-since">
                  <span class="badge warn">{count(texter.waiting)}</span>
                  {texter.waitingSinceMs !== null && (
                    <time class="soft small" dateTime={new Date(texter.waitingSinceMs).toISOString()}>
                      since {shortTime(texter.waitingSinceMs, now.value)}
                    </time>
                  )}
                </span>
              )}
            </td>
            <td data-label="Last active" class="number soft small">
              {texter.activeAtMs > 0 ? shortTime(texter.activeAtMs, now.value) : "never"}
            </td>
            {mayChange && (
              <td class="holding-actions">
                <button
                  type="button"
                  class="button"
                  disabled={texter.toSend + texter.conversations === 0}
                  aria-label={`Reassign ${texter.name}’s contacts`}
                  onClick={() => onGive(texter)}
                >
                  Reassign…
                </button>
                <button
                  type="button"
                  class="button"
                  disabled={texter.toSend === 0}
                  aria-label={`Take back unsent contacts from ${texter.name}`}
                  onClick={() => onRelease(texter)}
                >
                  Take back unsent…
                </button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ToSend({
  texter,
  typed,
  onType,
}: {
  texter: TexterHolding;
  typed: string | undefined;
  onType: Props["onType"];
}) {
  const isWrong = typed !== undefined && wholeNumber(typed) === null;
  const isChanged = typed !== undefined && typed.trim() !== String(texter.toSend);
  return (
    <span class="to-send">
      <input
        class={`input number ${isChanged ? "changed" : ""}`}
        inputMode="numeric"
        autocomplete="off"
        aria-label={`To send: ${texter.name}`}
        aria-invalid={isWrong ? "true" : undefined}
        value={typed ?? String(texter.toSend)}
        onFocus={({ currentTarget }) => currentTarget.select()}
        onInput={({ currentTarget }) => onType(texter.personId, currentTarget.value)}
      />
      {isWrong ? (
        <span class="small wrong">0 to {count(MOST_UNSENT)}</span>
      ) : (
        isChanged && <span class="soft small number">now {count(texter.toSend)}</span>
      )}
    </span>
  );
}
