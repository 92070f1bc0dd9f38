/** Today by the calendar of whoever looks, as `<input type="date">` writes it. */
export function today(): string {
  return new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }).format(Date.now());
}

/** An hour of the day in the reader's way: "9 AM" or "09:00"; 24 is midnight at the end. */
export function hourWords(hour: number): string {
  if (hour === 24) return "midnight";
  return new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(
    Date.UTC(2026, 0, 1, hour),
  );
}
