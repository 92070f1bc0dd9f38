import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What is looked at of a key press; `on` is what the focus was on. */
export type KeyPress = {
  key: string;
  repeat: boolean;
  chord: boolean;
  submitChord: boolean;
  on: "send" | "words" | "control" | "page";
};

/** Decides whether a press sends. A held key sends once: nobody has read the contacts that it would go on to. */
export function sendsBy({ key, repeat, chord, submitChord, on }: KeyPress): boolean {
  if (repeat || (key !== "Enter" && key !== " ")) return false;
  if (on === "words") return key === "Enter" && submitChord;
  return on !== "control" && !chord && !submitChord;
}

/** Enter and Space send, wherever the focus is, unless it is on something that uses the key itself. */
export function useSendKeys(button: RefObject<HTMLButtonElement | null>, send: () => void): void {
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => {
    function whereabouts(target: EventTarget | null): KeyPress["on"] {
      if (!(target instanceof Element)) return "page";
      if (target === button.current) return "send";
      if (target.closest("textarea")) return "words";
      return target.closest("a, button, input, select, summary, dialog") ? "control" : "page";
    }
    function press(event: KeyboardEvent): void {
      if (event.isComposing) return;
      const on = whereabouts(event.target);
      const submitChord = event.ctrlKey || event.metaKey;
      const isSend = sendsBy({
        key: event.key,
        repeat: event.repeat,
        chord: event.altKey || event.shiftKey,
        submitChord,
        on,
      });
      const isOurs = (event.key === "Enter" || event.key === " ") && (on === "send" || on === "page");
      // The browser would make a click of the same press, which would send the next contact unseen.
      if (isOurs || isSend) event.preventDefault();
      if (isSend) latest.current();
    }
    function release(event: KeyboardEvent): void {
      if (event.key === " " && whereabouts(event.target) === "send") event.preventDefault();
    }
    document.addEventListener("keydown", press);
    document.addEventListener("keyup", release);
    return () => {
      document.removeEventListener("keydown", press);
      document.removeEventListener("keyup", release);
    };
  }, []);
}
