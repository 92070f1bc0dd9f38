import { render } from "preact";
import { App } from "./app.tsx";
import { loadSession } from "./session.ts";
import "./ui/styles/tokens.css";
import "./ui/styles/base.css";
import "./ui/styles/buttons.css";
import "./ui/styles/layout.css";
import "./ui/styles/fields.css";
import "./ui/styles/notices.css";
import "./ui/styles/dialogs.css";

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
