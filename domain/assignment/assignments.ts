/** What texters hold of a campaign, and how an admin moves it (docs/rules.md#assignment-counts). */
import * as z from "zod";
import { isClientId } from "../ids.ts";
import { MOST_UNSENT } from "./most-unsent.ts";
import type { Texter } from "../people/people.ts";

/** What one texter holds, of one queue or of the whole campaign. */
export type Holding = {
  personId: string;
  /** Contacts that were handed out and not texted yet. */
  toSend: number;
  /** Contacts that were texted: conversations, the closed ones and those that opted out included. */
  conversations: number;
  /** Of these, conversations in which the contact wrote last. */
  waiting: number;
  /** When the longest waiting reply came, epoch ms; null when none waits. */
  waitingSinceMs: number | null;
  /** When the texter last took, sent or recorded something here, epoch ms; 0: never. */
  activeAtMs: number;
};

/**
 * Which of a texter's contacts are meant: unsent ones, conversations that wait for a reply, all conversations, or
 * everything.
 */
const HELD_KINDS = ["toSend", "waiting", "conversations", "all"] as const;
export type HeldKind = (typeof HELD_KINDS)[number];

/**
 * Gives contacts to others: those named, or all of a kind that `from` (or, without it, anybody) holds. Several receivers share
 * evenly. What they already hold stays with them.
 */
export type Reassignment = {
  to: Texter[];
  /** Numbers of contacts in this queue; null: all that fit the rest. */
  contacts: number[] | null;
  from: string | null;
  kind: HeldKind;
  /** Only conversations whose reply came before, epoch ms; null: all. */
  waitingBeforeMs: number | null;
};

const TOO_MANY = "one texter can have at most 10,000 contacts at a time; assign more when these are texted";

/**
 * `PUT /api/admin/campaigns/:id/assignments`: exact numbers of unsent contacts per texter; texters who are not named
 * keep theirs.
 */
export const assignmentsSchema = z.object({
  counts: z
    .array(z.object({ personId: z.string(), toSend: z.number().int().min(0).max(MOST_UNSENT, TOO_MANY) }))
    .min(1)
    .max(1_000),
});

/** `POST …/assignments/split`: what is left and what these texters have not texted, shared out evenly. */
export const splitSchema = z.object({ personIds: z.array(z.string()).min(1).max(1_000) });

/** `POST …/assignments/release`. */
export const releaseSchema = z.object({ personId: z.string() });

/** `POST …/assignments/reassign`; `to` may be the admin, who then takes the conversations over. */
export const reassignSchema = z
  .object({
    /** Made by the client: the same request again is answered as before, and moves nothing twice. */
    requestId: z.string().refine(isClientId, "an id of 16 to 64 letters, digits, - and _").optional(),
    to: z.array(z.string()).min(1).max(100),
    contactIds: z.array(z.string()).min(1).max(5_000).optional(),
    from: z.string().optional(),
    kind: z.enum(HELD_KINDS).default("all"),
    waitingBeforeMs: z.number().int().positive().optional(),
  })
  .refine(({ contactIds, from, kind }) => contactIds !== undefined || from !== undefined || kind !== "all", {
    message: "say which contacts: contactIds, from, or a kind",
  });

/** `GET …/assignments`. */
export type AssignmentsAnswer = {
  ok: true;
  /** Contacts that nobody holds and that may be handed out. */
  left: number;
  texters: (Holding & { name: string; role: string })[];
};

/** What each texter holds after exact numbers were set, or contacts split. */
export type CountsSet = {
  ok: true;
  counts: { personId: string; wanted: number; toSend: number }[];
  /** How many contacts fewer were left than wanted. */
  missing: number;
};

/** How many contacts each receiver got. */
export type Reassigned = { ok: true; moved: { personId: string; count: number }[] };

/**
 * Why contacts cannot be moved: nothing is handed out before the start, or from an archive. `unavailable`: a queue
 * could not be reached; what was done stays, and repeating it does the rest.
 */
export type AssigningReason = "not_found" | "not_active" | "archived" | "unavailable";
