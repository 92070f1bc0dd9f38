/**
 * An hour of the day, in the same words wherever it is read: "9:00 AM", as clocks show it beside it; 24 is the midnight at the
 * end of a day.
 *
 * @param locales of the reader; messages of the server are in American English
 */
export function hourInWords(hour: number, locales: string | string[] = "en-US"): string {
  if (hour === 24) return "midnight";
  const clock = new Intl.DateTimeFormat(locales, { hour: "numeric", minute: "2-digit", timeZone: "UTC" });
  return withPlainBlank(clock.format(Date.UTC(2026, 0, 1, hour)));
}

/** Some versions of the platform put a narrow blank before "AM", others a plain one. */
export function withPlainBlank(time: string): string {
  return time.replaceAll("\u202F", " ");
}
