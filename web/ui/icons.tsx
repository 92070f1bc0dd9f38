/** Drawn for this app, 24 × 24, in the colour of the words beside them. Decoration: names are on the controls. */
const PATHS = {
  back: "M15 5l-7 7 7 7",
  send: "M4 12h15M13 6l6 6-6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  checks: "M2 12.5l4 4 8-9M11 16l.5.5 9-9",
  clock: "M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z",
  alert: "M12 8v5M12 16.5v.01M12 3 2.5 20h19L12 3Z",
  stop: "M8 3h8l5 5v8l-5 5H8l-5-5V8l5-5ZM8.5 12h7",
  skip: "M5 6l7 6-7 6V6ZM13 6l7 6-7 6V6Z",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.5 2.8 3.5 5.5",
  plus: "M12 5v14M5 12h14",
  cross: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  upload: "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
  pause: "M8 5v14M16 5v14",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  undo: "M9 7H15a5 5 0 0 1 0 10H8M9 7l4-4M9 7l4 4",
  redo: "M15 7H9a5 5 0 0 0 0 10h7M15 7l-4-4M15 7l-4 4",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 21 21",
  tag: "M4 4h8l8 8-8 8-8-8V4ZM8.5 8.5v.01",
  picture: "M4 5h16v14H4zM8.5 10v.01M4 17l5-5 4 4 2.5-2.5L20 18",
  keys: "M3 6h18v12H3zM7 10v.01M11 10v.01M15 10v.01M8 14h8",
  menu: "M4 7h16M4 12h16M4 17h16",
  play: "M7 4.5 19 12 7 19.5v-15Z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      class="icon-drawing"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function BrandMark() {
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect width="64" height="64" rx="15" fill="#1f5a4b" />
      <path d="M10 44h44" stroke="#f3d9a4" stroke-width="4" stroke-linecap="round" />
      <path d="M15 15h34a3 3 0 0 1 3 3v13a3 3 0 0 1-3 3H30l-9 8v-8h-6a3 3 0 0 1-3-3V18a3 3 0 0 1 3-3Z" fill="#fffdf8" />
      <circle cx="44" cy="44" r="6.5" fill="#1f5a4b" stroke="#f3d9a4" stroke-width="4" />
    </svg>
  );
}

/** A stretch of line with its stops, for empty screens. */
export function Track() {
  return (
    <svg
      class="line"
      viewBox="0 0 88 16"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M2 8h18M32 8h24M68 8h18" stroke-linecap="round" />
      <circle cx="26" cy="8" r="5" />
      <circle cx="62" cy="8" r="5" />
    </svg>
  );
}
