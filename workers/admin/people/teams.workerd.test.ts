/** Roles and teams over the API: which role may change which, and what the organization's object knows at once. */
import { beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "../../../domain/assignment/assignment-policy.ts";
import type { Person } from "../../../domain/people/people.ts";
import type { Team } from "../../../domain/people/teams.ts";
import { organizationAt } from "../../../durable-objects/rpc/stubs.ts";
import { env, newOrganization, newTexter } from "../../../test/workers/test-client.ts";
import type { Answer, Browser, TestOrganization } from "../../../test/workers/test-client.ts";

let ours: TestOrganization;
let theirs: TestOrganization;
beforeAll(async () => {
  [ours, theirs] = [await newOrganization(), await newOrganization()];
});

const give = (by: Browser, personId: string, role: string) =>
  by.call(`/api/admin/people/${personId}`, { method: "PATCH", json: { role } });
const put = (by: Browser, path: string, json: unknown) => by.call(path, { method: "PUT", json });
// Answers of the routes.
const teamIn = (answer: Answer) => answer.body["team"] as Team;
const roles = async () =>
  ((await ours.admin.call("/api/admin/people")).body["people"] as Person[]).map(({ personId, role }) => [
    personId,
    role,
  ]);

describe("roles", () => {
  test("the person who sets up the organization owns it, and cannot be removed as its last owner", async () => {
    const admin = await newTexter(ours);
    await give(ours.admin, admin.personId, "ADMIN");
    expect(await roles()).toContainEqual([ours.adminId, "OWNER"]);
    for (const role of ["SUSPENDED", "ADMIN"]) {
      expect(await give(ours.admin, ours.adminId, role)).toMatchObject({ body: { reason: "last_owner" } });
      expect(await give(admin, ours.adminId, role)).toMatchObject({ body: { ok: false } });
    }
  });

  test("an admin raises nobody above themselves, neither others nor newcomers nor themselves", async () => {
    const [admin, friend] = [await newTexter(ours), await newTexter(ours)];
    await give(ours.admin, admin.personId, "ADMIN");
    expect(await give(admin, friend.personId, "OWNER")).toMatchObject({ status: 403, body: { reason: "forbidden" } });
    expect(await give(admin, admin.personId, "OWNER")).toMatchObject({ body: { reason: "own_role" } });
    const json = {
      email: `o-${admin.email}`,
      password: "a first password",
      firstName: "O",
      lastName: "W",
      role: "OWNER",
    };
    expect(await admin.call("/api/admin/people", { json })).toMatchObject({ status: 403 });
    expect(await give(admin, friend.personId, "SUPERVOLUNTEER")).toMatchObject({
      body: { person: { role: "SUPERVOLUNTEER" } },
    });
  });

  test("two owners who remove each other at once leave one", async () => {
    const organization = await newOrganization();
    const other = await newTexter(organization);
    await give(organization.admin, other.personId, "OWNER");
    const answers = await Promise.all([
      give(organization.admin, other.personId, "ADMIN"),
      give(other, organization.adminId, "ADMIN"),
    ]);
    expect(answers.filter(({ body }) => body.ok)).toHaveLength(1);
    const { body } = await organization.admin.call("/api/auth/me");
    const mine = (body["me"] as { role: string }).role;
    const theirsNow = ((await other.call("/api/auth/me")).body["me"] as { role: string }).role;
    expect([mine, theirsNow].sort()).toEqual(["ADMIN", "OWNER"]);
  });
});

describe("teams", () => {
  test("are made, changed and filled, and the organization's object knows it at once", async () => {
    const texter = await newTexter(ours);
    const json = { title: "Phone bankers", color: "amber", priority: 5 };
    const made = await ours.admin.call("/api/admin/teams", { json });
    expect(made).toMatchObject({ status: 201, body: { team: { ...json, personIds: [] } } });
    const { teamId } = teamIn(made);
    expect(await ours.admin.call("/api/admin/teams", { json: { ...json, title: "phone BANKERS" } })).toMatchObject({
      body: { reason: "title_taken" },
    });
    const filled = await put(ours.admin, `/api/admin/teams/${teamId}/members`, { personIds: [texter.personId] });
    expect(teamIn(filled).personIds).toEqual([texter.personId]);
    const object = organizationAt(env, ours.orgId);
    expect(await object.teamsOf({ personId: texter.personId })).toEqual([teamId]);
    const changed = await ours.admin.call(`/api/admin/teams/${teamId}`, { method: "PATCH", json: { priority: 1 } });
    expect(teamIn(changed)).toMatchObject({ title: "Phone bankers", priority: 1, personIds: [texter.personId] });

    const none = await put(ours.admin, `/api/admin/people/${texter.personId}/teams`, { teamIds: [] });
    expect(none.body).toMatchObject({ ok: true, person: { teamIds: [] } });
    expect(await object.teamsOf({ personId: texter.personId })).toEqual([]);
    const again = await put(ours.admin, `/api/admin/people/${texter.personId}/teams`, { teamIds: [teamId] });
    expect(again.body).toMatchObject({ person: { teamIds: [teamId] } });
    expect(await object.teamsOf({ personId: texter.personId })).toEqual([teamId]);
    await ours.admin.call(`/api/admin/teams/${teamId}`, { method: "DELETE" });
    expect(await object.teamsOf({ personId: texter.personId })).toEqual([]);
  });

  test("of another organization are not there, and take none of its people", async () => {
    const json = { title: "Ours alone", color: "blue", priority: 2 };
    const { teamId } = teamIn(await ours.admin.call("/api/admin/teams", { json }));
    const path = `/api/admin/teams/${teamId}`;
    expect(await theirs.admin.call(path, { method: "PATCH", json: { priority: 9 } })).toMatchObject({ status: 404 });
    expect(await put(theirs.admin, `${path}/members`, { personIds: [] })).toMatchObject({ status: 404 });
    expect(await theirs.admin.call(path, { method: "DELETE" })).toMatchObject({ status: 404 });
    expect(await put(ours.admin, `${path}/members`, { personIds: [theirs.adminId] })).toMatchObject({
      body: { team: { personIds: [] } },
    });
    expect((await theirs.admin.call("/api/admin/teams")).body["teams"]).toEqual([]);
    const stranger = await put(ours.admin, `/api/admin/people/${theirs.adminId}/teams`, { teamIds: [teamId] });
    expect(stranger).toMatchObject({ status: 404 });
  });

  test("of another organization limit no campaign; one that was deleted does not hold up another change", async () => {
    const { teamId } = teamIn(
      await ours.admin.call("/api/admin/teams", { json: { title: "Limits", color: "blue", priority: 3 } }),
    );
    const policy = (teamIds: string[]) => ({ ...DEFAULT_POLICY, teamIds });
    const refusal = { status: 422, body: { reason: "no_such_team" } };
    const make = (by: Browser) => by.call("/api/admin/campaigns", { json: { title: "C", policy: policy([teamId]) } });
    expect(await make(theirs.admin)).toMatchObject(refusal);
    // Answer of the route.
    const { campaignId } = (await make(ours.admin)).body["campaign"] as { campaignId: string };
    const path = `/api/admin/campaigns/${campaignId}`;
    const change = async (teamIds: string[]) => {
      const { body } = await ours.admin.call(path);
      const { revision } = body["campaign"] as { revision: number };
      return ours.admin.call(path, { method: "PATCH", json: { revision, policy: policy(teamIds) } });
    };
    expect(await change([teamId, "t00000000000madeup"])).toMatchObject(refusal);
    expect(await ours.admin.call(`${path}/policy`, { json: { teamIds: ["t00000000000madeup"] } })).toMatchObject(
      refusal,
    );
    await ours.admin.call(`/api/admin/teams/${teamId}`, { method: "DELETE" });
    expect(await change([teamId])).toMatchObject({ status: 200 });
    expect(await make(ours.admin)).toMatchObject(refusal);
  });
});

test("trust is a setting of the organization that its object knows at once", async () => {
  const trust = { fromRole: "VETTED_TEXTER", afterTexts: 500 };
  const saved = await ours.admin.call("/api/admin/settings", { method: "PATCH", json: { trust } });
  expect(saved.body).toMatchObject({ ok: true, settings: { trust } });
  const service = await organizationAt(env, ours.orgId).serviceFor({ personId: ours.adminId, role: "OWNER" });
  expect(service.trust).toEqual(trust);
});
