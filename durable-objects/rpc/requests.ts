/** Requests that several objects take. */

/** Rows of the outbox that a consumer has stored, by sequence number, both ends included. */
export type StoredRange = { consumer: string; fromSeq: number; toSeq: number };

/** The object answers a caller of another organization as if it did not exist. */
export type OfOrganization = { orgId: string };

/** What of an organization a campaign has to learn at once. */
export type OrganizationChange = "teams" | "labels";

export type OrganizationChangedRequest = { orgId: string; changed: OrganizationChange[] };
