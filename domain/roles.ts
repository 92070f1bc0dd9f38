/**
 * What each role may do (docs/rules.md#states-roles), in one place for server and screens. A role may do all that the
 * ones below it may.
 */
import { refuse } from "./outcome.ts";
import type { Refusal } from "./outcome.ts";
import { roleAtLeast, ROLES } from "./statuses.ts";
import type { Role } from "./statuses.ts";

/** The lowest role that may do a thing. */
const LEAST = {
  /** Text, in campaigns that are open to everybody. */
  text: "TEXTER",
  /** Text in campaigns for vetted texters. */
  text_where_vetted: "VETTED_TEXTER",
  /** See requests for texts, grant and reject them. */
  decide_requests: "SUPERVOLUNTEER",
  /** Everything else of the administration: campaigns, contacts, people, teams, settings. */
  administer: "ADMIN",
  /** Choose what the organization's campaigns text from. */
  choose_numbers: "OWNER",
  /** Make owners, and change the role of one. */
  change_owners: "OWNER",
  /** Let other programs text and take numbers: API tokens. */
  manage_programs: "OWNER",
} as const satisfies Record<string, Role>;

export type Act = keyof typeof LEAST;

export function may(role: Role, act: Act): boolean {
  return roleAtLeast(role, LEAST[act]);
}

/** A role as people read it. */
export const ROLE_WORDS: Record<Role, string> = {
  SUSPENDED: "Suspended",
  TEXTER: "Texter",
  VETTED_TEXTER: "Vetted texter",
  SUPERVOLUNTEER: "Supervolunteer",
  ADMIN: "Admin",
  OWNER: "Owner",
};

/** The roles that somebody may give: none above their own. Only owners make owners. */
export function rolesGivenBy(actor: Role): Role[] {
  return may(actor, "administer") ? ROLES.filter((role) => roleAtLeast(actor, role)) : [];
}

type Member = { personId: string; role: Role };

export type RoleChange = {
  actor: Member;
  target: Member;
  to: Role;
  /** How many owners the organization has. */
  owners: number;
};

/** Why a change of role is refused; null when it may be. */
export function roleRefusal({
  actor,
  target,
  to,
  owners,
}: RoleChange): Refusal<"own_role" | "forbidden" | "last_owner"> | null {
  if (!may(actor.role, "administer")) return refuse("forbidden", "Only admins can change roles.");
  if (target.role === "OWNER" && to !== "OWNER" && owners <= 1) {
    return refuse("last_owner", "An organization needs an owner. Make somebody else an owner first.");
  }
  if (actor.personId === target.personId) {
    return refuse("own_role", "You cannot change your own role. Ask another admin.");
  }
  if (!roleAtLeast(actor.role, target.role)) {
    return refuse("forbidden", `Only an owner can change the role of an ${ROLE_WORDS[target.role].toLowerCase()}.`);
  }
  if (!roleAtLeast(actor.role, to)) {
    return refuse("forbidden", `You cannot give a role above your own. Ask an owner for the role ${ROLE_WORDS[to]}.`);
  }
  return null;
}

/**
 * Why somebody may not give a person a link for a new password; null when they may. It opens the person's account, so nobody
 * makes one for a role above their own.
 */
export function passwordLinkRefusal(
  actor: Member,
  target: Member,
): Refusal<"own_password" | "forbidden" | "suspended_person"> | null {
  if (!may(actor.role, "administer")) {
    return refuse("forbidden", "Only an admin of the organization may give somebody a new password link.");
  }
  if (actor.personId === target.personId) {
    return refuse("own_password", "Change your own password in the menu with your initials, at the top.");
  }
  if (!roleAtLeast(actor.role, target.role)) {
    const role = ROLE_WORDS[target.role].toLowerCase();
    return refuse("forbidden", `Only an owner may give an ${role} a new password link.`);
  }
  if (target.role === "SUSPENDED") {
    return refuse("suspended_person", "This person is suspended: give them another role first.");
  }
  return null;
}
