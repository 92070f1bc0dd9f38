/** Where a row goes on beyond what is in sight: "before", "after", both or neither. */
export function moreOf({
  scrollLeft,
  scrollWidth,
  clientWidth,
}: Pick<Element, "scrollLeft" | "scrollWidth" | "clientWidth">): string {
  // In writing from right to left a browser counts down from 0.
  const from = Math.abs(scrollLeft);
  // Sizes are rounded.
  const ends = [from > 2 && "before", from + clientWidth < scrollWidth - 2 && "after"];
  return ends.filter((end) => end !== false).join(" ");
}
