/**
 * Browsers that lay the keyboard over the page (Safari) say through the visual viewport how much of it is left. Screens
 * of a fixed height take that height, so that the composer stays above the keyboard and the newest message above the
 * composer.
 */
export function followKeyboard(view: VisualViewport | null = window.visualViewport): void {
  if (!view) return;
  function follow(): void {
    if (!view) return;
    const { style } = document.documentElement;
    // Zoomed in with two fingers, the visible part says nothing about the keyboard.
    const covered = view.scale > 1.01 ? 0 : window.innerHeight - view.height;
    if (covered < 60) {
      style.removeProperty("--view-height");
      style.removeProperty("--view-top");
      return;
    }
    style.setProperty("--view-height", `${view.height}px`);
    style.setProperty("--view-top", `${view.offsetTop}px`);
  }
  view.addEventListener("resize", follow);
  view.addEventListener("scroll", follow);
  // The two sizes change one after the other when the phone is turned.
  window.addEventListener("resize", follow);
  follow();
}
