/** Contacts: as imported, and their state since. */
import type { ContactState, EventSource, ImportedContact, ObjectEvent } from "../../domain/record/events.ts";
import type { Projection, ProjectedTable } from "./projection.ts";
import { upsert } from "./upsert.ts";

const IMPORTED: ProjectedTable = {
  upsert: upsert(
    "contacts",
    ["id"],
    {
      id: "text",
      org_id: "text",
      campaign_id: "text",
      dropped: "boolean",
      cell: "text",
      first_name: "text",
      last_name: "text",
      external_id: "text",
      custom: "jsonb",
      imported_version: "bigint",
    },
    { from: { imported_version: "version" } },
  ),
};

const CONTACTS: ProjectedTable = {
  upsert: upsert("contacts", ["id"], {
    id: "text",
    org_id: "text",
    campaign_id: "text",
    texter_id: "text",
    status: "text",
    opted_out: "boolean",
    answers: "jsonb",
    labels: "jsonb",
    version: "bigint",
    updated_at: "time",
  }),
};

export const contactsAdded: Projection<"contacts_added"> = {
  tables: [IMPORTED],
  project(event, source, put) {
    for (const each of event.payload.contacts) put(IMPORTED, each.id, importedRow(source, event, each));
  },
};

export const contactsDropped: Projection<"contacts_dropped"> = {
  tables: [IMPORTED, CONTACTS],
  project(event, source, put) {
    for (const id of event.payload.ids) {
      put(IMPORTED, id, droppedRow(source, event, id));
      // An emptied queue numbers its contacts again, so this contact's history must not become the next one's.
      put(CONTACTS, id, contactRow(source, event, { id, ...NOTHING_HAPPENED }));
    }
  },
};

export const contactState: Projection<"contact"> = {
  tables: [CONTACTS],
  project(event, source, put) {
    put(CONTACTS, event.payload.id, contactRow(source, event, event.payload));
  },
};

const NOTHING_HAPPENED = { texterId: null, status: "needsMessage", optedOut: false, answers: {} } as const;

function importedRow(source: EventSource, { version }: ObjectEvent, contact: ImportedContact) {
  return {
    id: contact.id,
    org_id: source.orgId,
    campaign_id: source.campaignId,
    dropped: false,
    cell: contact.cell,
    first_name: contact.firstName,
    last_name: contact.lastName,
    external_id: contact.externalId,
    custom: contact.custom,
    version,
  };
}

function droppedRow(source: EventSource, { version }: ObjectEvent, id: string) {
  return { id, org_id: source.orgId, campaign_id: source.campaignId, dropped: true, version };
}

function contactRow(source: EventSource, { version, at }: ObjectEvent, payload: ContactState) {
  return {
    id: payload.id,
    org_id: source.orgId,
    campaign_id: source.campaignId,
    texter_id: payload.texterId,
    status: payload.status,
    opted_out: payload.optedOut,
    answers: payload.answers,
    labels: payload.labels ?? [],
    version,
    updated_at: at,
  };
}
