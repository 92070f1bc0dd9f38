/** A projection: makes rows of tables from events of one kind. */
import type { EventSource, ObjectEvent } from "../../domain/record/events.ts";

export type EventOf<Kind extends ObjectEvent["kind"]> = Extract<ObjectEvent, { kind: Kind }>;

/** Fields by the names that the table's upsert reads. */
export type ProjectedRow = { id: string; version: number; [field: string]: unknown };

/** One side of a table: what writes its rows. */
export type ProjectedTable = {
  /** One statement with one parameter: the rows as a JSON list (upsert.ts). */
  upsert: string;
  /** Which of two rows of one entity is written: the one with the higher version unless a table says otherwise. */
  merge?: (known: ProjectedRow, row: ProjectedRow) => ProjectedRow;
};

/** Takes a row of an entity. Of several rows with one key, the newest is written. */
export type Put = (table: ProjectedTable, key: string, row: ProjectedRow) => void;

export type Projection<Kind extends ObjectEvent["kind"]> = {
  /** Everything that `project` puts rows into. */
  tables: readonly ProjectedTable[];
  project(event: EventOf<Kind>, source: EventSource, put: Put): void;
};
