import { useKeys } from "../ui/keyboard/keys.ts";
import { later } from "../ui/load/later.tsx";
import { keysShown } from "./keys.ts";

const KeysDialog = later(async () => (await import("./keys-dialog.tsx")).KeysDialog);

/** On every screen of the texter: `?` shows the list of keys. */
export function KeysList() {
  useKeys({ "?": () => (keysShown.value = true) });
  return keysShown.value ? <KeysDialog /> : null;
}
