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
