import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** What is looked at of a key press; `on` is what the focus was on. */
export type KeyPress = {
  key: string;
  repeat: boolean;
  chord: boolean;
  submitChord: boolean;
  on: "send" | "words" | "control" | "page";
};

/**
 * Decides which presses send. A key that was already down when the screen came (it opened the screen) sends nothing
 * until it was let go; after that a held key goes on from contact to contact.
 */
export function createSendKeys() {
  let armed = false;
  return {
    down({ key, repeat, chord, submitChord, on }: KeyPress): "send" | "ignore" {
      if (key !== "Enter" && key !== " ") return "ignore";
      if (on === "words") return key === "Enter" && submitChord && !repeat ? "send" : "ignore";
      if (on === "control" || chord || submitChord) return "ignore";
      if (!repeat) armed = true;
      return armed ? "send" : "ignore";
    },
  };
}

/** Enter and Space send, wherever the focus is, unless it is on something that uses the key itself. */
export function useSendKeys(button: RefObject<HTMLButtonElement | null>, send: () => void): void {
  const [keys] = useState(createSendKeys);
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
      const verdict = keys.down({
        key: event.key,
        repeat: event.repeat,
        chord: event.altKey || event.shiftKey,
        submitChord,
        on,
      });
      const isOurs = (event.key === "Enter" || event.key === " ") && (on === "send" || on === "page");
      // The browser would make a click of the same press, which would send the next contact unseen.
      if (isOurs || verdict === "send") event.preventDefault();
      if (verdict === "send") latest.current();
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
