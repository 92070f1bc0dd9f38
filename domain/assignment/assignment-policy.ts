/**
 * How a campaign shares out its contacts (docs/rules.md#assignment-sharing): which texters get contacts, how many, and
 * when they go back. One object per campaign; it is part of the configuration of queues and desks.
 */
import * as z from "zod";

/**
 * How texters get contacts: by taking batches whenever they want, by a request that is granted, or only from an admin.
 */
const SHARINGS = ["on_demand", "by_request", "static"] as const;
export type Sharing = (typeof SHARINGS)[number];

export const DEFAULT_POLICY: AssignmentPolicy = {
  sharing: "on_demand",
  mayAskWhileRepliesWait: true,
  capPerTexter: null,
  vettedOnly: false,
  maxTexters: null,
  teamIds: [],
  releaseAfterMinutes: 60,
  replyDeadlineHours: 48,
};

export const policySchema = z.object({
  sharing: z.enum(SHARINGS),
  /** Whether a texter may ask for contacts while conversations wait for a reply. */
  mayAskWhileRepliesWait: z.boolean(),
  /** Most contacts of this campaign that one texter ever gets by asking; null: as many as there are. */
  capPerTexter: z.number().int().min(1).max(1_000_000).nullable(),
  /** Only vetted texters and above may join and ask. */
  vettedOnly: z.boolean(),
  /** Maximum number of texters who may join by link; null: any number. */
  maxTexters: z.number().int().min(1).max(100_000).nullable(),
  /** Only members of these teams may join and ask; empty: everybody. */
  teamIds: z.array(z.string().min(1).max(64)).max(100),
  /** Unsent contacts of a texter who sent and took nothing for this long go back. */
  releaseAfterMinutes: z.number().int().min(5).max(10_080),
  /** A reply that waited this long for its texter is offered to others. */
  replyDeadlineHours: z.number().int().min(1).max(720),
});
export type AssignmentPolicy = z.infer<typeof policySchema>;

/** A change names only what it changes. */
export const policyChangeSchema = policySchema.partial();

/** The policy in force: fields that a configuration or row of an older version lacks have their default. */
export function policyOf(of: { policy?: Partial<AssignmentPolicy> | null | undefined }): AssignmentPolicy {
  return { ...DEFAULT_POLICY, ...of.policy };
}
