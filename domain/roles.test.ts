import { describe, expect, test } from "vitest";
import { may, passwordLinkRefusal, rolesGivenBy, roleRefusal } from "./roles.ts";
import { ROLES } from "./statuses.ts";
import type { Role } from "./statuses.ts";

const change = (actor: Role, target: Role, to: Role, owners = 2) =>
  roleRefusal({ actor: { personId: "pa", role: actor }, target: { personId: "pb", role: target }, to, owners })
    ?.reason ?? null;

describe("what a role may do", () => {
  test("the suspended may nothing", () => {
    expect(may("SUSPENDED", "text")).toBe(false);
  });

  test.each([
    ["text", "TEXTER"],
    ["text_where_vetted", "VETTED_TEXTER"],
    ["decide_requests", "SUPERVOLUNTEER"],
    ["administer", "ADMIN"],
    ["change_owners", "OWNER"],
  ] as const)("to %s takes %s, and no role below", (act, least) => {
    expect(ROLES.filter((role) => may(role, act))).toEqual(ROLES.slice(ROLES.indexOf(least)));
  });
});

describe("changing a role", () => {
  test("an admin gives every role up to admin, and never owner", () => {
    expect(rolesGivenBy("ADMIN")).toEqual(["SUSPENDED", "TEXTER", "VETTED_TEXTER", "SUPERVOLUNTEER", "ADMIN"]);
    for (const to of rolesGivenBy("ADMIN")) expect(change("ADMIN", "TEXTER", to)).toBeNull();
    expect(change("ADMIN", "TEXTER", "OWNER")).toBe("forbidden");
  });

  test("an admin cannot touch an owner", () => {
    expect(change("ADMIN", "OWNER", "SUSPENDED")).toBe("forbidden");
    expect(change("OWNER", "OWNER", "SUSPENDED")).toBeNull();
  });

  test("a role below admin changes nobody", () => {
    for (const actor of ["SUSPENDED", "TEXTER", "VETTED_TEXTER", "SUPERVOLUNTEER"] as const) {
      expect(rolesGivenBy(actor)).toEqual([]);
      expect(change(actor, "TEXTER", "SUSPENDED")).toBe("forbidden");
    }
  });

  test("the last owner stays, whichever role asks", () => {
    for (const to of ROLES.filter((role) => role !== "OWNER")) {
      expect(change("OWNER", "OWNER", to, 1)).toBe("last_owner");
    }
  });

  test("nobody changes their own role, not even downwards", () => {
    const own = { personId: "pa", role: "ADMIN" } as const;
    for (const to of ["TEXTER", "OWNER"] as const) {
      expect(roleRefusal({ actor: own, target: own, to, owners: 2 })?.reason).toBe("own_role");
    }
  });
});

describe("a link for a new password", () => {
  const reason = (actor: Role, target: Role, targetId = "pb") =>
    passwordLinkRefusal({ personId: "pa", role: actor }, { personId: targetId, role: target })?.reason ?? null;

  test("is given by admins, and to nobody above the one who gives it", () => {
    for (const actor of ROLES) {
      for (const target of ROLES.filter((role) => role !== "SUSPENDED")) {
        const isAllowed =
          ROLES.indexOf(actor) >= ROLES.indexOf("ADMIN") && ROLES.indexOf(actor) >= ROLES.indexOf(target);
        expect([actor, target, reason(actor, target)]).toEqual([actor, target, isAllowed ? null : "forbidden"]);
      }
    }
  });

  test("is of no use to the suspended, and nobody gives one to themselves", () => {
    expect(reason("OWNER", "SUSPENDED")).toBe("suspended_person");
    expect(reason("OWNER", "OWNER", "pa")).toBe("own_password");
  });
});
