/** Today by the reader's calendar, as `<input type="date">` writes it. */
export function today(): string {
  return new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }).format(Date.now());
}
