/**
 * The calls that a batch of texts answers (`/sms/send/many?async=1`).
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */
import type { BatchTracking, NumberedLine } from "../../../domain/phone-service/batches.ts";
import type { SendingProgram } from "../../../domain/phone-service/line-texts.ts";

/** `seq` counts the parts from 0: the same part again is the same. */
export type BatchPart = { seq: number; lines: NumberedLine[] };

export interface SmsBatchRpc {
  append(part: BatchPart): void;
  /** All parts are there: they are sent from now on. */
  seal(request: { program: SendingProgram; parts: number }): void;
  /** null: there is no such batch, or it was forgotten after 30 days. */
  tracking(): BatchTracking | null;
}
