import { useEffect, useRef } from "preact/hooks";

/** What keys do, by `event.key`; `Alt+1` … are the digits with Alt, which count while a text is typed too. */
export type Keys = Readonly<Record<string, (() => void) | undefined>>;

/** What is looked at of a key press. */
export type Press = Pick<KeyboardEvent, "key" | "code" | "altKey" | "ctrlKey" | "metaKey" | "repeat" | "isComposing">;

/** The name under which a press is looked up; null for a press that is somebody else's. */
export function keyName(press: Press, isTyping: boolean): string | null {
  if (press.isComposing || press.repeat || press.metaKey) return null;
  // With Alt some layouts turn digits into signs; the key's place says which digit it is.
  if (press.altKey && !press.ctrlKey) return /^Digit[1-9]$/.test(press.code) ? `Alt+${press.code.slice(5)}` : null;
  if (press.ctrlKey) return press.key === "Enter" ? "Ctrl+Enter" : null;
  return isTyping ? null : press.key;
}

/** Keys for the whole screen, while it is shown and no dialog is open over it. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
      const { target } = event;
      const isTyping = target instanceof Element && target.closest("input, textarea, select") !== null;
      const name = keyName(event, isTyping);
      const act = name === null ? undefined : latest.current[name];
      if (!act) return;
      event.preventDefault();
      act();
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
