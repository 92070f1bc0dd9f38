import { describe, expect, test } from "vitest";
import { NO_TRUST } from "./requests.ts";
import { campaignsForRequest, isTrusted } from "./request-service.ts";
import type { SharedCampaign } from "./request-service.ts";

describe("trust", () => {
  test("nobody is trusted until the organization says so", () => {
    expect(isTrusted(NO_TRUST, { role: "OWNER", textsSinceComplaint: 1e6 })).toBe(false);
  });

  test("comes with the role, or with texts since the last complaint; one is enough", () => {
    const trust = { fromRole: "VETTED_TEXTER", afterTexts: 500 } as const;
    expect(isTrusted(trust, { role: "VETTED_TEXTER", textsSinceComplaint: 0 })).toBe(true);
    expect(isTrusted(trust, { role: "TEXTER", textsSinceComplaint: 499 })).toBe(false);
    expect(isTrusted(trust, { role: "TEXTER", textsSinceComplaint: 500 })).toBe(true);
  });

  test("never reaches the suspended", () => {
    expect(isTrusted({ fromRole: null, afterTexts: 1 }, { role: "SUSPENDED", textsSinceComplaint: 9 })).toBe(false);
  });
});

const campaign = (campaignId: string, change: Partial<SharedCampaign> = {}): SharedCampaign => ({
  campaignId,
  epoch: 1,
  status: "ACTIVE",
  sharing: "by_request",
  vettedOnly: false,
  teamIds: [],
  dueDate: "2026-11-03",
  ...change,
});
const TEAMS = [
  { teamId: "first", priority: 1 },
  { teamId: "second", priority: 2 },
];

describe("a request goes", () => {
  test("to the campaign of the team that is served first, then to those open to everybody", () => {
    const campaigns = [
      campaign("open"),
      campaign("of second", { teamIds: ["second"] }),
      campaign("of both", { teamIds: ["second", "first"] }),
    ];
    const texter = { role: "TEXTER", teamIds: ["first", "second"] } as const;
    expect(campaignsForRequest(campaigns, TEAMS, texter)).toEqual(["of both", "of second", "open"]);
    // Priority is that of the texter's own teams.
    expect(campaignsForRequest(campaigns, TEAMS, { ...texter, teamIds: ["second"] })).toEqual([
      "of both",
      "of second",
      "open",
    ]);
    expect(campaignsForRequest(campaigns, TEAMS, { ...texter, teamIds: [] })).toEqual(["open"]);
  });

  test("among equals to what is due first", () => {
    const campaigns = [campaign("later", { dueDate: "2026-11-05" }), campaign("sooner"), campaign("a sooner")];
    const order = campaignsForRequest(campaigns, TEAMS, { role: "TEXTER", teamIds: [] });
    expect(order).toEqual(["a sooner", "sooner", "later"]);
  });

  test("never to a campaign that is not active, shares out another way, or does not take the texter", () => {
    const campaigns = [
      campaign("closed", { status: "CLOSED" }),
      campaign("on demand", { sharing: "on_demand" }),
      campaign("static", { sharing: "static" }),
      campaign("for the vetted", { vettedOnly: true }),
      campaign("of a team", { teamIds: ["first"] }),
    ];
    expect(campaignsForRequest(campaigns, TEAMS, { role: "TEXTER", teamIds: [] })).toEqual([]);
    expect(campaignsForRequest(campaigns, TEAMS, { role: "VETTED_TEXTER", teamIds: [] })).toEqual(["for the vetted"]);
  });
});
