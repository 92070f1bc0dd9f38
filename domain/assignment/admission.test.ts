import { describe, expect, test } from "vitest";
import { allowance, fitRefusal, joinRefusal, sharingRefusal } from "./admission.ts";
import type { AssignmentPolicy } from "./assignment-policy.ts";
import type { CampaignStatus, Role } from "../statuses.ts";

const campaign = (policy: Partial<AssignmentPolicy> = {}, status: CampaignStatus = "ACTIVE") => ({ status, policy });
const texter = (role: Role = "TEXTER", teamIds: string[] = []) => ({ role, teamIds });

describe("joining", () => {
  test("a campaign that is not active takes nobody", () => {
    expect(joinRefusal(campaign({}, "DRAFT"), texter(), 0)?.reason).toBe("campaign_not_started");
    for (const status of ["CLOSED_FOR_INITIAL_SENDS", "CLOSED", "ARCHIVED"] as const) {
      expect(joinRefusal(campaign({}, status), texter(), 0)?.reason).toBe("campaign_closed");
    }
    expect(joinRefusal(campaign(), texter(), 1000)).toBeNull();
  });

  test("a full campaign takes nobody more", () => {
    expect(joinRefusal(campaign({ maxTexters: 2 }), texter(), 1)).toBeNull();
    expect(joinRefusal(campaign({ maxTexters: 2 }), texter(), 2)?.reason).toBe("campaign_full");
  });

  test("a texter who does not fit gets that reason, rather than that the campaign is full", () => {
    expect(joinRefusal(campaign({ vettedOnly: true, maxTexters: 1 }), texter(), 1)?.reason).toBe("not_vetted");
  });
});

describe("fitting", () => {
  test("a campaign for vetted texters takes the vetted and all above", () => {
    const vetted = campaign({ vettedOnly: true });
    expect(fitRefusal(vetted, texter("TEXTER"))?.reason).toBe("not_vetted");
    for (const role of ["VETTED_TEXTER", "SUPERVOLUNTEER", "ADMIN", "OWNER"] as const) {
      expect(fitRefusal(vetted, texter(role))).toBeNull();
    }
  });

  test("a campaign for teams takes members of any of them, in every role", () => {
    const limited = campaign({ teamIds: ["t1", "t2"] });
    expect(fitRefusal(limited, texter("TEXTER", ["t9", "t2"]))).toBeNull();
    expect(fitRefusal(limited, texter("ADMIN", ["t9"]))?.reason).toBe("not_your_team");
  });

  test("a campaign of an earlier version, without a policy, takes everybody", () => {
    expect(fitRefusal({ status: "ACTIVE" }, texter())).toBeNull();
  });
});

test("how a campaign shares out decides whose hand may take", () => {
  expect(sharingRefusal(campaign({ sharing: "on_demand" }), false)).toBeNull();
  expect(sharingRefusal(campaign({ sharing: "on_demand" }), true)).toBeNull();
  expect(sharingRefusal(campaign({ sharing: "by_request" }), false)?.reason).toBe("by_request_only");
  expect(sharingRefusal(campaign({ sharing: "by_request" }), true)).toBeNull();
  for (const granted of [true, false]) {
    expect(sharingRefusal(campaign({ sharing: "static" }), granted)?.reason).toBe("by_admin_only");
  }
});

describe("an allowance", () => {
  test("ends at the cap, however much was sent or given back", () => {
    expect(allowance({}, { had: 1e6, waiting: 0 })).toMatchObject({ ok: true });
    const capped = campaign({ capPerTexter: 10 });
    expect(allowance(capped, { had: 0, waiting: 0 })).toEqual({ ok: true, most: 10 });
    expect(allowance(capped, { had: 7, waiting: 0 })).toEqual({ ok: true, most: 3 });
    expect(allowance(capped, { had: 10, waiting: 0 })).toMatchObject({ ok: false, reason: "cap_reached" });
  });

  test("waits for replies where the campaign wants it", () => {
    expect(allowance(campaign(), { had: 0, waiting: 3 })).toMatchObject({ ok: true });
    const strict = campaign({ mayAskWhileRepliesWait: false });
    expect(allowance(strict, { had: 0, waiting: 0 })).toMatchObject({ ok: true });
    expect(allowance(strict, { had: 0, waiting: 3 })).toMatchObject({ ok: false, reason: "replies_wait" });
  });
});
