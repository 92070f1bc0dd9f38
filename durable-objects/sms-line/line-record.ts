/** What a line records: its texts, and loops that it stopped (docs/rules.md#phone-service-record). */
import type { ObjectEvent } from "../../domain/record/events.ts";
import type { LineRow } from "./line-store.ts";

/**
 * Events of a line leave so long after they were recorded: a text, its reports and those of the next texts share a packet, because
 * one per text would cost more than the text.
 */
export const RECORDED_TOGETHER_MS = 30_000;

export function textEvent(number: string, row: LineRow, atMs: number): ObjectEvent {
  const { id, peer, direction, body, user_id: userId, status: sendStatus, sid, code: errorCode, at, version } = row;
  const payload = { number, id, peer, direction, body, userId, sendStatus, sid, errorCode, at };
  return { kind: "line_text", version, at: atMs, payload };
}

export function loopEvent(number: string, peer: string, atMs: number): ObjectEvent {
  return { kind: "loop_stop", version: 1, at: atMs, payload: { number, peer } };
}
