import { render } from "preact";
import { App } from "./app.tsx";
import { loadSession } from "./session.ts";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/parts.css";

// A page from before a rollout asks for a chunk that is gone: one reload brings the new app.
window.addEventListener("vite:preloadError", (event) => {
  const lastReload = Number(sessionStorage.getItem("whistlestop.reloaded") ?? 0);
  if (Date.now() - lastReload < 60_000) return;
  event.preventDefault();
  sessionStorage.setItem("whistlestop.reloaded", String(Date.now()));
  location.reload();
});

const root = document.getElementById("app");
if (root) render(<App />, root);
void loadSession();
