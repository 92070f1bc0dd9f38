import { useEffect } from "preact/hooks";
import { formatPhone } from "../../../domain/phone-numbers/phone-format.ts";
import { counted } from "../../ui/counted.ts";
import type { DeskClient } from "../desk/desk.ts";
import { DIRECT_OUT } from "./direct-kept.ts";

/** For people who have a number of their own. */
export function DirectCard({ desk }: { desk: DeskClient }) {
  useDirectDesk(desk);
  const isLive = desk.link.value.state === "live";
  useEffect(() => {
    // What could not go at the last visit goes from here, too.
    if (!isLive || desk.keep.keys(DIRECT_OUT).length === 0) return;
    import("../direct/direct-client.ts").then(({ directClient }) => directClient(desk)).catch(() => {});
  }, [desk, isLive]);
  const { numbers = [], threads = [] } = desk.store.direct.value ?? {};
  if (numbers.length === 0) return null;
  const unread = threads.filter((thread) => thread.unread > 0).length;
  return (
    <section class="card stack" aria-labelledby="direct-texts">
      <div class="stack tight">
        <h2 id="direct-texts">Direct texts</h2>
        <p class="soft">
          Your {numbers.length === 1 ? "number" : "numbers"}: {numbers.map(formatPhone).join(", ")}
        </p>
      </div>
      <div class="card-actions">
        <a class={`button ${unread > 0 ? "primary" : ""}`} href="/direct">
          Open direct texts {unread > 0 && <span class="badge full">{counted(unread, "new conversation")}</span>}
        </a>
      </div>
    </section>
  );
}

/** Asks for what there is, and again whenever the connection has come back: what was missed meanwhile is in the answer. */
export function useDirectDesk(desk: DeskClient): void {
  const isLive = desk.link.value.state === "live";
  useEffect(() => {
    void desk.call("directThreads", {}).then((answer) => answer.ok && desk.store.setDirect(answer));
  }, [desk, isLive]);
}
