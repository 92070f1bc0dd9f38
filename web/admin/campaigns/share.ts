/** In percent, with a decimal where it is small. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "none yet";
  return (part / whole).toLocaleString(undefined, {
    style: "percent",
    maximumFractionDigits: part / whole < 0.1 ? 1 : 0,
  });
}
