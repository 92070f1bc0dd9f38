/**
 * Requests for texts: a texter asks for contacts, and a person or the organization's trust grants them. Shapes of the
 * texter's operations and of `/api/admin/requests`.
 */
import * as z from "zod";
import type { Role } from "../statuses.ts";
import { ROLES } from "../statuses.ts";

/** `withdrawn` by the texter. An approved one whose contacts are still being handed out has no `taken` yet. */
export type RequestState = "pending" | "approved" | "rejected" | "withdrawn";

/** A request as its texter's inbox owns it. */
export type TextRequest = {
  /** Made by the texter's app; also the id of the leases that an approval makes. */
  requestId: string;
  /** null: wherever texters are needed. */
  campaignId: string | null;
  /** How many contacts were asked for. */
  asked: number;
  state: RequestState;
  /** How many contacts came; null until they were handed out. */
  taken: number | null;
  /** Campaign that they came from; null while none did. */
  takenFrom: string | null;
  /** For people: why it was rejected, or why an approval brought nothing. */
  note: string | null;
  /** The person who decided; null while pending and when trust did. */
  decidedBy: string | null;
  /** Epoch milliseconds. */
  askedAt: number;
  decidedAt: number | null;
};

/** The event of an inbox about a request. */
export type TextRequestState = TextRequest & { personId: string };

/** When requests are granted without an admin: either rule is enough; null switches it off. */
export const trustSchema = z.object({
  /** From this role up. */
  fromRole: z.enum(ROLES.slice(1) as [Role, ...Role[]]).nullable(),
  /** After so many texts since the last complaint. */
  afterTexts: z.number().int().min(1).max(1_000_000).nullable(),
});
export type TrustSettings = z.infer<typeof trustSchema>;
export const NO_TRUST: TrustSettings = { fromRole: null, afterTexts: null };

const decision = z.object({
  approve: z.boolean(),
  /** Shown to the texter with a rejection. */
  reason: z.string().trim().max(300).default(""),
  /** With a rejection: their texts caused a complaint, and trust starts counting again. */
  complaint: z.boolean().default(false),
});
/** `POST /api/admin/requests/:personId/:requestId`. */
export const requestDecisionSchema = decision;
export type RequestDecision = z.infer<typeof requestDecisionSchema>;
/** `POST /api/admin/requests/decide`: the same decision on many; each has its own outcome. */
export const requestDecisionsSchema = decision.extend({
  requests: z
    .array(z.object({ personId: z.string().max(64), requestId: z.string().max(64) }))
    .min(1)
    .max(200),
});

/** Why a decision is refused. */
export type DecisionReason = "not_found" | "already_decided" | "suspended";

/** A request as admins see it (`GET /api/admin/requests?state=pending|decided`). */
export type RequestRow = TextRequest & {
  personId: string;
  texterName: string;
  texterEmail: string;
  role: Role;
  teamIds: string[];
  /** null when no campaign was named. */
  campaignTitle: string | null;
  takenFromTitle: string | null;
  decidedByName: string | null;
};
