import { effect, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Track } from "./icons.tsx";

/** Conversations that wait for the texter or their teams; shown before every title, for tabs that are not looked at. */
export const waitingCount = signal(0);
/** The room of the administration that the screen belongs to; after its own title in the page's. */
export const roomsHeading = signal("");
const screenTitle = signal("");
effect(() => {
  if (typeof document === "undefined") return;
  const count = waitingCount.value > 0 ? `(${waitingCount.value}) ` : "";
  const parts = [screenTitle.value, roomsHeading.value, "Whistlestop"];
  document.title = `${count}${[...new Set(parts.filter(Boolean))].join(" · ")}`;
});

export function useTitle(title: string): void {
  useEffect(() => void (screenTitle.value = title), [title]);
}

let isFirstScreen = true;

/** Focus and title follow the route: a screen reader and the keyboard start at the heading of the new screen. */
function useScreen(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    // The page's own load leaves the focus where the browser put it.
    if (!isFirstScreen) heading.current?.focus({ preventScroll: true });
    isFirstScreen = false;
  }, []);
  return heading;
}

/** The heading of a screen; takes the focus when the screen comes. */
export function Heading({
  title,
  children,
  unseen = false,
}: {
  title: string;
  children?: ComponentChildren;
  unseen?: boolean;
}) {
  const heading = useScreen(title);
  return (
    <h1 ref={heading} tabIndex={-1} class={unseen ? "unseen" : undefined} dir="auto">
      {children ?? title}
    </h1>
  );
}

/** In place of what is not there. `page`: it takes the place of the whole screen, so its title is the screen's heading. */
export function Blank({
  title,
  page = false,
  children,
}: {
  title: string;
  page?: boolean;
  children?: ComponentChildren;
}) {
  return (
    <div class="blank">
      <Track />
      {page ? <Heading title={title} /> : <h2 dir="auto">{title}</h2>}
      {children}
    </div>
  );
}

export function Skeleton({ heights }: { heights: readonly ("line" | "card" | "tall")[] }) {
  return (
    <div class="stack" aria-hidden="true">
      {heights.map((height, at) => (
        <div key={at} class={`skeleton ${height}`} />
      ))}
    </div>
  );
}

type Tone = "calm" | "warn" | "wrong";

/** Something that the person should know, with what to do about it. */
export function Notice({
  tone = "calm",
  title,
  children,
  live = true,
}: {
  tone?: Tone;
  title?: string;
  children?: ComponentChildren;
  live?: boolean;
}) {
  return (
    <div class={`notice ${tone}`} role={live ? (tone === "wrong" ? "alert" : "status") : undefined}>
      {title && <strong dir="auto">{title}</strong>}
      {children}
    </div>
  );
}
