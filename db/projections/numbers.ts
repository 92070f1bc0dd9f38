/** The numbers to text from, and their reservations. */
import type { Projection, ProjectedTable } from "./projection.ts";
import { upsert } from "./upsert.ts";

const NUMBERS: ProjectedTable = {
  upsert: upsert(
    "numbers",
    ["pool", "number"],
    {
      pool: "text",
      number: "text",
      area_code: "text",
      sid: "text",
      state: "text",
      used_by: "text",
      rest_until: "time",
      why: "text",
      at: "time",
      version: "bigint",
    },
    { from: { number: "id" } },
  ),
};

const RESERVATIONS: ProjectedTable = {
  upsert: upsert("number_reservations", ["pool", "id"], {
    pool: "text",
    id: "text",
    area_code: "text",
    org_id: "text",
    holder_kind: "text",
    holder: "text",
    count: "integer",
    until: "time",
    state: "text",
    released: "integer",
    at: "time",
    version: "bigint",
  }),
};

export const numberInPool: Projection<"number"> = {
  tables: [NUMBERS],
  project({ version, at, payload }, _source, put) {
    put(NUMBERS, `${payload.pool} ${payload.number}`, {
      id: payload.number,
      pool: payload.pool,
      area_code: payload.areaCode,
      sid: payload.sid,
      state: payload.state,
      used_by: payload.use,
      rest_until: payload.restUntil,
      why: payload.why,
      at,
      version,
    });
  },
};

export const numberReservation: Projection<"number_reservation"> = {
  tables: [RESERVATIONS],
  project({ version, at, payload }, _source, put) {
    put(RESERVATIONS, `${payload.pool} ${payload.id}`, {
      id: payload.id,
      pool: payload.pool,
      area_code: payload.areaCode,
      org_id: payload.holderOrgId,
      holder_kind: payload.holderKind,
      holder: payload.holder,
      count: payload.count,
      until: payload.until,
      state: payload.state,
      released: payload.released,
      at,
      version,
    });
  },
};
