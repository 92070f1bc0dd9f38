import { setStaysAfterSend, staysAfterSend } from "./keys.ts";

/** The setting of this device: whether the next waiting conversation comes by itself. */
export function StaySetting() {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={!staysAfterSend.value}
        onChange={({ currentTarget }) => setStaysAfterSend(!currentTarget.checked)}
      />
      After Send, show the next waiting conversation
    </label>
  );
}
