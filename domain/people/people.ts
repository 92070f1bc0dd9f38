/** Sign-in and people: shapes of `/api/auth/*` and `/api/admin/people`. */
import * as z from "zod";
import { refuse } from "../outcome.ts";
import type { Refusal } from "../outcome.ts";
import type { OrgHours } from "../hours/org-hours.ts";
import type { Prices } from "../campaigns/prices.ts";
import { voiceAnswerSchema } from "../numbers/voice-schema.ts";
import type { VoiceAnswer } from "../numbers/voice.ts";
import { ROLES } from "../statuses.ts";
import { sendingLimitsSchema } from "../sending/sending-limits-schema.ts";
import type { SendingLimits } from "../sending/sending-limits.ts";
import type { Role } from "../statuses.ts";
import { trustSchema } from "../assignment/requests.ts";
import type { TrustSettings } from "../assignment/requests.ts";

/** A texter as a queue needs to know them: to render texts and to notify the right desk. */
export type Texter = { personId: string; firstName: string; lastName: string; alias: string | null };

const email = z
  .email("enter an e-mail address, like name@example.org")
  .max(254)
  .transform((value) => value.trim().toLowerCase());
const password = z.string().min(8, "use at least 8 characters").max(200);
const personName = z.string().trim().min(1, "enter a name").max(100);

/** `orgId`: the organization to sign in to; absent: the only one that the password is for. */
export const signInSchema = z.object({
  email,
  password: z.string().min(1).max(200),
  orgId: z.string().max(32).optional(),
});

export type OrganizationChoice = { orgId: string; orgName: string };

/** To somebody who has accounts with one e-mail and one password in several organizations: ask again with one of them. */
export function chooseOrganization(
  organizations: readonly OrganizationChoice[],
): Refusal<"choose_organization"> & { organizations: OrganizationChoice[] } {
  return {
    ...refuse("choose_organization", "You have accounts at several organizations. Choose one."),
    organizations: organizations.map(({ orgId, orgName }) => ({ orgId, orgName })),
  };
}

/** A person who has a join link and no account yet. */
export const signUpSchema = z.object({
  joinToken: z.string().min(10).max(64),
  email,
  password,
  firstName: personName,
  lastName: personName,
});

const linkToken = z.string().min(1).max(100);

/** `POST /api/auth/password-link`: whose password a link sets. `token`: the fragment of the link's address. */
export const passwordLinkSchema = z.object({ token: linkToken });

export const usePasswordLinkSchema = z.object({ token: linkToken, password });

/** `POST /api/auth/password`, by the signed-in person; `present` is the password that they have. */
export const changePasswordSchema = z.object({ present: z.string().min(1).max(200), password });

/** `POST /api/setup/password-link`; `orgId` is needed when the e-mail has accounts at several organizations. */
export const operatorLinkSchema = z.object({ email, orgId: z.string().max(32).optional() });

/** `POST /api/setup/superadmin`; `orgId` as for a password link. */
export const superadminSchema = operatorLinkSchema.extend({ superadmin: z.boolean().default(true) });

export const addPersonSchema = z.object({
  email,
  password,
  firstName: personName,
  lastName: personName,
  /** Not above the role of the person who adds them (domain/roles.ts). */
  role: z.enum(ROLES),
});

/** `POST /api/setup` with `authorization: Bearer <SETUP_TOKEN>`: a new organization with its first admin. */
export const setupSchema = z.object({
  organization: z.string().trim().min(1).max(200),
  messagingServiceSid: z
    .string()
    .regex(/^MG[0-9a-f]{32}$/, "a Messaging Service SID is MG followed by 32 letters and digits")
    .optional(),
  admin: addPersonSchema.omit({ role: true }),
  /** The first admin also runs the installation. */
  superadmin: z.boolean().default(false),
});

/** The signed-in person: answer of `GET /api/auth/me`, of sign-in and of sign-up. */
export type Me = {
  personId: string;
  orgId: string;
  orgName: string;
  role: Role;
  email: string;
  firstName: string;
  lastName: string;
  /** They run the installation; absent: they do not. */
  superadmin?: true | undefined;
  /** Present in a simulation: the phone that gets all texts, if there is one. */
  simulation?: { to: string | null } | undefined;
};

export type Person = {
  personId: string;
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
  teamIds: string[];
  /** The role is stored, and their app may still have the former one. */
  roleUnderWay: boolean;
};

/** `PATCH /api/admin/people/:personId`: suspend or change a role; effective at the person's next call. */
export const changeRoleSchema = z.object({ role: z.enum(ROLES) });

/** At most 1,000 units of the currency: a larger price is a slip of the pen. */
const micros = z
  .number()
  .int("an amount in whole micros (millionths of the currency's unit)")
  .min(0, "enter 0 or more")
  .max(1_000_000_000, "enter less than 1,000");

const pricesSchema = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/, "use three capital letters, like USD"),
  segmentOutMicros: micros,
  pictureOutMicros: micros.optional(),
  segmentInMicros: micros,
  carrierFeeMicros: micros,
  segmentsPerSecond: z.number().min(0.1, "enter at least 0.1").max(100_000),
}) satisfies z.ZodType<Prices>;

const orgHoursSchema = z
  .object({ startHour: z.number().int().min(0).max(23), endHour: z.number().int().min(1).max(24) })
  .refine((hours) => hours.startHour < hours.endHour, "texting has to start before it ends");

/** `PATCH /api/admin/settings`: what is absent stays as it is. */
export const settingsSchema = z.object({
  messagingServiceSid: z
    .string()
    .regex(/^MG[0-9a-f]{32}$/, "a Messaging Service SID is MG followed by 32 letters and digits")
    .nullable()
    .optional(),
  prices: pricesSchema.optional(),
  /** When requests for texts are granted without an admin. */
  trust: trustSchema.optional(),
  /** What the service's numbers carry; null: no limit but the carrier's. */
  sending: sendingLimitsSchema.nullable().optional(),
  /** For campaigns that start from now on; one that has started keeps its hours. */
  textingHours: orgHoursSchema.optional(),
  /** What callers hear; null: that nobody answers calls. */
  voiceAnswer: voiceAnswerSchema.nullable().optional(),
});

/** Answer of `GET` and `PATCH /api/admin/settings`; `prices` are the defaults until somebody wrote others. */
export type OrganizationSettings = {
  messagingServiceSid: string | null;
  prices: Prices;
  trust: TrustSettings;
  sending: SendingLimits | null;
  textingHours: OrgHours;
  voiceAnswer: VoiceAnswer | null;
};
