import { useSignal } from "@preact/signals";
import { applyUpdate, updateReady } from "../../device/update.ts";
import { tooOld } from "../../session.ts";
import "./update-bar.css";

/** Offers the newer version, above every screen; nothing reloads by itself while somebody may be typing. */
export function UpdateBar() {
  const isLater = useSignal(false);
  const isBusy = useSignal(false);
  if (!tooOld.value && (!updateReady.value || isLater.value)) return null;

  function update(): void {
    isBusy.value = true;
    void applyUpdate();
  }

  return (
    <aside class="update-bar" aria-label="New version">
      <span role={tooOld.value ? "alert" : "status"}>
        A new version is ready. {tooOld.value && "This one no longer works. "}What you typed is kept.
      </span>
      <button type="button" class="button primary" aria-disabled={isBusy.value} onClick={update}>
        {isBusy.value ? "Updating…" : "Update"}
      </button>
      {!tooOld.value && (
        <button type="button" class="button quiet" onClick={() => (isLater.value = true)}>
          Later
        </button>
      )}
    </aside>
  );
}
