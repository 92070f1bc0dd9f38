/** Requests that several objects take. */

/** Rows of the outbox that a consumer has stored, by sequence number, both ends included. */
export type StoredRange = { consumer: string; fromSeq: number; toSeq: number };

/** The object answers a caller of another organization as if it did not exist. */
export type OfOrganization = { orgId: string };
