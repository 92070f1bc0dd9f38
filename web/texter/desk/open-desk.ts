import { effect } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Me } from "../../../domain/people/people.ts";
import { browserKeep } from "../../keep.ts";
import { session } from "../../session.ts";
import { openDesk } from "./desk.ts";
import type { DeskClient } from "./desk.ts";

let open: DeskClient | null = null;

/** The desk of the signed-in person. It stays open on other screens, and closes when the session ends. */
export function deskFor(me: Me): DeskClient {
  if (open?.me.personId !== me.personId) {
    open?.close();
    open = openDesk(me, browserKeep());
    void open.load();
  }
  return open;
}

/** For the texter's screens, which are shown to signed-in people only. A screen keeps its desk while it is left. */
export function useDesk(): DeskClient {
  const [desk] = useState(() => {
    const now = session.peek();
    if (now.state !== "in") throw new Error("a texter's screen was shown without a session");
    return deskFor(now.me);
  });
  return desk;
}

export function reloadDesk(): void {
  void open?.load();
}

effect(() => {
  if (session.value.state !== "out") return;
  open?.close();
  open = null;
});
