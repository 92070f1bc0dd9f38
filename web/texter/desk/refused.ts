import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { TexterRefusal } from "../../../domain/texter-app/texter.ts";
import type { Keep } from "../../device/keep.ts";
import type { KeptTap } from "./tap.ts";

/** Something that the texter tapped and that was not done, until they have dealt with it. */
export type RefusedTap = { tap: KeptTap; refusal: Omit<TexterRefusal, "item">; atMs: number };

export type RefusedTaps = {
  all: ReadonlySignal<readonly RefusedTap[]>;
  add(tap: KeptTap, refusal: TexterRefusal): void;
  dismiss(id: string): void;
};

const PREFIX = "refused.";

/** Refusals survive a reload: they may arrive while nobody looks. */
export function createRefused(keep: Keep): RefusedTaps {
  const all = signal<readonly RefusedTap[]>(
    keep
      .keys(PREFIX)
      .flatMap((key) => read(keep.get(key)) ?? [])
      .sort((a, b) => a.atMs - b.atMs),
  );
  return {
    all,
    add(tap, refusal) {
      const { item: _, ...why } = refusal;
      const refused = { tap, refusal: why, atMs: Date.now() };
      keep.set(PREFIX + tap.id, JSON.stringify(refused));
      all.value = [...all.peek().filter((each) => each.tap.id !== tap.id), refused];
    },
    dismiss(id) {
      keep.remove(PREFIX + id);
      all.value = all.peek().filter((each) => each.tap.id !== id);
    },
  };
}

function read(json: string | null): RefusedTap | null {
  try {
    const refused: unknown = JSON.parse(json ?? "null");
    // Only this module writes it.
    return typeof refused === "object" && refused !== null && "tap" in refused ? (refused as RefusedTap) : null;
  } catch {
    return null;
  }
}
