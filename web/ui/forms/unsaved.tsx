/** Typed and not saved: asked about before a person leaves the screen, by a link, by "back" or by closing the tab. */
import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso/router";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Dialog } from "../dialog.tsx";
import { goingBack, unsavedForms } from "./unsaved-forms.ts";

/**
 * Counts a form as unsaved for as long as `isUnsaved` is true and it is on the screen.
 *
 * @param name as people read it: "Texting hours"
 */
export function useUnsaved(id: string, name: string, isUnsaved: boolean): void {
  // With the drawing: a person who sees "Not saved yet" is asked.
  useLayoutEffect(() => {
    if (!isUnsaved) return undefined;
    unsavedForms.value = new Map(unsavedForms.peek()).set(id, name);
    return () => {
      const others = new Map(unsavedForms.peek());
      others.delete(id);
      unsavedForms.value = others;
    };
  }, [id, name, isUnsaved]);
}

type Leaving = { how: "link"; href: string } | { how: "back" };

/** Beside the routes of an app: asks before what is typed is lost. Links with `data-saves` save by themselves. */
export function UnsavedGuard() {
  const { route, url } = useLocation();
  const leaving = useSignal<Leaving | null>(null);
  const here = useRef(url);
  here.current = url;

  useLayoutEffect(() => {
    const isOver = () => unsavedForms.peek().size === 0;
    const onUnload = (event: BeforeUnloadEvent) => isOver() || event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const href = leadsAway(event);
      if (href === null || isOver()) return;
      event.preventDefault();
      event.stopPropagation();
      leaving.value = { how: "link", href };
    };
    // The address has changed by then: it is put back until the person has decided.
    goingBack.hold = () => {
      history.pushState(null, "", here.current);
      leaving.value = { how: "back" };
    };
    window.addEventListener("beforeunload", onUnload);
    window.addEventListener("click", onClick, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      window.removeEventListener("click", onClick, { capture: true });
      goingBack.hold = null;
    };
  }, []);

  if (leaving.value === null) return null;
  const where = leaving.value;
  const names = [...new Set(unsavedForms.value.values())];

  function leave(): void {
    leaving.value = null;
    unsavedForms.value = new Map();
    // After this screen has heard that nothing holds it any more.
    setTimeout(() => {
      if (where.how === "link") route(where.href);
      else history.back();
    });
  }

  return (
    <Dialog
      title="Leave without saving?"
      onSubmit={() => (leaving.value = null)}
      onClose={() => (leaving.value = null)}
      actions={
        <>
          <button type="button" class="button danger" onClick={leave}>
            Leave without saving
          </button>
          <button type="submit" class="button primary">
            Stay here
          </button>
        </>
      }
    >
      <p dir="auto">
        {names.length === 1
          ? `“${names[0]}” has changes`
          : `${names.map((name) => `“${name}”`).join(", ")} have changes`}{" "}
        that are not saved. Stay to save them, or leave and lose them.
      </p>
    </Dialog>
  );
}

/** Where a click leads that would leave this screen within this tab; null for every other click. */
function leadsAway(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target !== "" || link.hasAttribute("download")) return null;
  if (link.dataset["saves"] !== undefined || link.origin !== location.origin) return null;
  if (link.pathname === location.pathname && link.search === location.search) return null;
  return link.pathname + link.search + link.hash;
}
