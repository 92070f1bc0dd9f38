/** The states of contacts, messages and campaigns, and the moves between them (docs/rules.md#states). */

export type ContactStatus = "needsMessage" | "messaged" | "needsResponse" | "convo" | "closed";
export type SendStatus = "QUEUED" | "SENDING" | "SENT" | "DELIVERED" | "ERROR" | "UNKNOWN" | "NOT_ATTEMPTED";
export type CampaignStatus = "DRAFT" | "ACTIVE" | "CLOSED_FOR_INITIAL_SENDS" | "CLOSED" | "ARCHIVED";

/** Roles from low to high; checks compare their order. */
export const ROLES = ["SUSPENDED", "TEXTER", "VETTED_TEXTER", "SUPERVOLUNTEER", "ADMIN", "OWNER"] as const;
export type Role = (typeof ROLES)[number];

export function roleAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** Contact status after a texter's text: a first text stays `messaged`, an answered reply becomes `convo`. */
export function statusAfterSend(status: ContactStatus): ContactStatus {
  return status === "needsMessage" || status === "messaged" ? "messaged" : "convo";
}

/** An inbound text always waits for its texter, and reopens a closed conversation. */
export function statusAfterInbound(): ContactStatus {
  return "needsResponse";
}

// Delivery reports form a lattice: a message only climbs, and DELIVERED is final. ERROR can still be overtaken by
// DELIVERED, because carriers report a failed attempt before a late success, but never by an earlier state.
const HEIGHT: Record<SendStatus, number> = {
  QUEUED: 0,
  NOT_ATTEMPTED: 1,
  SENDING: 1,
  UNKNOWN: 2,
  SENT: 3,
  ERROR: 4,
  DELIVERED: 5,
};

/** Status after a delivery report: the report's when it is higher, else the present one. */
export function afterReport(present: SendStatus, reported: SendStatus): SendStatus {
  return HEIGHT[reported] > HEIGHT[present] ? reported : present;
}
