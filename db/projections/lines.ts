/** Texts of the lines of users' numbers, and loops that were stopped. */
import type { Projection, ProjectedTable } from "./projection.ts";
import { upsert } from "./upsert.ts";

const LINE_TEXTS: ProjectedTable = {
  upsert: upsert("line_texts", ["org_id", "number", "id", "at"], {
    org_id: "text",
    number: "text",
    id: "text",
    peer: "text",
    direction: "text",
    body: "text",
    user_id: "text",
    send_status: "text",
    sid: "text",
    error_code: "integer",
    at: "time",
    version: "bigint",
  }),
};

const LOOP_STOPS: ProjectedTable = {
  upsert: upsert(
    "loop_stops",
    ["org_id", "number", "peer", "at"],
    { org_id: "text", number: "text", peer: "text", at: "time" },
    { from: { peer: "id" }, update: "SET at = t.at WHERE false" },
  ),
};

export const lineText: Projection<"line_text"> = {
  tables: [LINE_TEXTS],
  project({ version, payload }, { orgId }, put) {
    put(LINE_TEXTS, `${orgId} ${payload.number} ${payload.id}`, {
      id: payload.id,
      org_id: orgId,
      number: payload.number,
      peer: payload.peer,
      direction: payload.direction,
      body: payload.body,
      user_id: payload.userId,
      send_status: payload.sendStatus,
      sid: payload.sid,
      error_code: payload.errorCode,
      at: payload.at,
      version,
    });
  },
};

export const loopStop: Projection<"loop_stop"> = {
  tables: [LOOP_STOPS],
  project({ version, at, payload: { number, peer } }, { orgId }, put) {
    put(LOOP_STOPS, `${orgId} ${number} ${peer} ${at}`, { id: peer, org_id: orgId, number, at, version });
  },
};
