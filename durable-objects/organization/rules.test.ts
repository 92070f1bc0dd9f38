import { describe, expect, test } from "vitest";
import type { SharedCampaign } from "../../domain/assignment/request-service.ts";
import { migratedSql } from "../testing/node-sql.ts";
import { Rules } from "./rules.ts";
import { ORGANIZATION_MIGRATIONS } from "./schema.ts";

const trust = { fromRole: null, afterTexts: 10 };
const team = (teamId: string, priority: number, ...personIds: string[]) => ({ teamId, priority, personIds });
const campaign = (campaignId: string, change: Partial<SharedCampaign> = {}): SharedCampaign => ({
  campaignId,
  epoch: 2,
  status: "ACTIVE",
  sharing: "by_request",
  vettedOnly: false,
  teamIds: [],
  dueDate: "2026-11-03",
  ...change,
});
const texter = { personId: "p1", role: "TEXTER" } as const;

function anOrganization() {
  const sql = migratedSql(ORGANIZATION_MIGRATIONS);
  return { sql, rules: new Rules(sql) };
}

describe("an organization", () => {
  test("without settings trusts nobody and serves no request", () => {
    const { rules } = anOrganization();
    expect(rules.serviceFor(texter)).toEqual({ campaignIds: [], trust: { fromRole: null, afterTexts: null } });
  });

  test("keeps the newest rules, in any order of arrival", () => {
    const { rules } = anOrganization();
    rules.setRules({ version: 2, trust, teams: [team("t1", 1, "p1")] });
    rules.setRules({ version: 1, trust, teams: [] });
    expect(rules.teamsOf(texter)).toEqual(["t1"]);
    rules.setRules({ version: 3, trust, teams: [team("t1", 1, "p2")] });
    expect(rules.teamsOf(texter)).toEqual([]);
  });

  test("names the people of teams, and nobody of a team that it does not have", () => {
    const { rules } = anOrganization();
    rules.setRules({ version: 1, trust, teams: [team("t1", 1, "p1", "p2"), team("t2", 1), team("t3", 1, "p3")] });
    expect(rules.membersOf({ teamIds: ["t1", "t2", "t9"] })).toEqual({ t1: ["p1", "p2"], t2: [] });
  });

  test("sends a request to the team's campaign first, until that has ended", () => {
    const { rules } = anOrganization();
    rules.setRules({ version: 1, trust, teams: [team("t1", 1, "p1")] });
    rules.storeCampaign(campaign("open"));
    rules.storeCampaign(campaign("of team", { teamIds: ["t1"] }));
    expect(rules.serviceFor(texter).campaignIds).toEqual(["of team", "open"]);
    rules.storeCampaign(campaign("of team", { teamIds: ["t1"], epoch: 3, status: "CLOSED" }));
    rules.storeCampaign(campaign("of team", { teamIds: ["t1"], epoch: 2 }));
    expect(rules.serviceFor(texter).campaignIds).toEqual(["open"]);
  });

  test("knows all of it after a restart", () => {
    const { sql, rules } = anOrganization();
    rules.setRules({ version: 1, trust, teams: [team("t1", 1, "p1")] });
    rules.storeCampaign(campaign("open"));
    const again = new Rules(sql);
    expect(again.serviceFor(texter)).toEqual({ campaignIds: ["open"], trust });
    expect(again.teamsOf(texter)).toEqual(["t1"]);
  });
});
