/** Opens what hides a field, brings it into sight, and gives it the focus. */
export function reveal(field: HTMLElement): void {
  for (let hides = field.closest("details"); hides; hides = hides.parentElement?.closest("details") ?? null)
    hides.open = true;
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}
