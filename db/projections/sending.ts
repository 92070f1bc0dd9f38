/** Problems of sending numbers. */
import type { EventSource } from "../../domain/record/events.ts";
import type { EventOf, Projection, ProjectedTable } from "./projection.ts";
import { upsert } from "./upsert.ts";

const SENDER_PROBLEMS: ProjectedTable = {
  upsert: upsert(
    "sender_problems",
    ["org_id", "queue_key", "sender", "code"],
    {
      org_id: "text",
      queue_key: "text",
      sender: "text",
      code: "integer",
      count: "integer",
      at: "time",
      version: "bigint",
    },
    { from: { queue_key: "id" } },
  ),
};

const SENDER_HOURS: ProjectedTable = {
  upsert: upsert(
    "sender_hours",
    ["org_id", "queue_key", "sender", "hour"],
    {
      org_id: "text",
      queue_key: "text",
      sender: "text",
      hour: "integer",
      service: "text",
      texts: "integer",
      delivered: "integer",
      failed: "integer",
      filtered: "integer",
      refused: "integer",
      opt_outs: "integer",
      at: "time",
      version: "bigint",
    },
    { from: { queue_key: "id" } },
  ),
};

export const senderHour: Projection<"sender_hour"> = {
  tables: [SENDER_HOURS],
  project({ version, at, payload: { optOuts, ...counted } }, source, put) {
    const row = { ...counted, opt_outs: optOuts, id: source.key, org_id: source.orgId, at, version };
    put(SENDER_HOURS, `${source.key} ${counted.sender} ${counted.hour}`, row);
  },
};

export const senderProblem: Projection<"sender_problem"> = {
  tables: [SENDER_PROBLEMS],
  project(event, source, put) {
    const { sender, code } = event.payload;
    put(SENDER_PROBLEMS, `${source.key} ${sender} ${code}`, senderProblemRow(source, event));
  },
};

function senderProblemRow(source: EventSource, { version, at, payload }: EventOf<"sender_problem">) {
  const { sender, code, count } = payload;
  return { id: source.key, org_id: source.orgId, sender, code, count, at, version };
}
