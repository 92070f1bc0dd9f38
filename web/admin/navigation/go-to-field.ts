/** Links that lead to one field of a screen: `/admin/settings?field=messaging-service`. */
import { useLocation } from "preact-iso/router";
import { useEffect } from "preact/hooks";
import { reveal } from "../../ui/forms/reveal.ts";

/** A screen that loads what it shows is waited for this long. */
const WAIT_MS = 10_000;

/** Brings the field into sight, opens what hides it, and gives it the focus; waits until it is there. */
export function goToField(name: string): () => void {
  const find = () => document.querySelector<HTMLElement>(`[data-field~="${CSS.escape(name)}"]`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new MutationObserver(look);
  const stop = () => {
    observer.disconnect();
    clearTimeout(timer);
  };
  function look(): void {
    const field = find();
    if (field === null) return;
    stop();
    // After the heading of a new screen, or the button of a closed dialog, has taken the focus.
    setTimeout(() => reveal(field), 50);
  }
  observer.observe(document.body, { childList: true, subtree: true });
  timer = setTimeout(stop, WAIT_MS);
  look();
  return stop;
}

/** Goes to the field that the address names, once per address. */
export function useFieldOfAddress(): void {
  const { query, url } = useLocation();
  const field = query["field"];
  useEffect(() => (field === undefined ? undefined : goToField(field)), [url, field]);
}
