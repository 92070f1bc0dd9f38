/** The campaign of this story, and what the server knows of it, over the API. */
import type { Page } from "playwright-core";
import { DEMO_ADMIN } from "../../../tools/demo/people.ts";
import { createApiClient, need } from "../../../tools/demo/api-client.ts";
import { DEMO_LABEL, demoDraft } from "../../../tools/demo/campaign.ts";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import type { DeskItem, TexterAnswers } from "../../../domain/texter-app/texter.ts";
import { until } from "../stage.ts";
import type { Stage } from "../stage.ts";

export const TITLE = "Get out the vote in Riverton";
export const TESS = { first: "Tess", last: "Okonkwo", email: "tess@story.example", password: "a-long-password" };
/** Put on by a canned response; an admin deletes it. */
export const SPANISH_LABEL = "Speaks Spanish";
const NAMES = ["Ann", "Ben", "Cy", "Dee", "Eli", "Fay", "Gil", "Hal", "Ida"] as const;
export type Name = (typeof NAMES)[number];

export const storyCell = (name: Name): string => `+1413555012${NAMES.indexOf(name)}`;

/** Nine contacts; returns the join link's token. */
export async function startStoryCampaign({ installation }: Stage): Promise<string> {
  const api = createApiClient(installation.origin);
  const { email, password } = DEMO_ADMIN;
  type Detail = { ok: true; campaign: CampaignDetail };
  need("Signing in", await api.post("/api/auth/sign-in", { email, password }));
  type Label = { ok: true; label: { labelId: string } };
  const { label } = need("Making a label", await api.post<Label>("/api/admin/labels", { name: DEMO_LABEL }));
  const spanish = need("Making a label", await api.post<Label>("/api/admin/labels", { name: SPANISH_LABEL })).label;
  type Team = { ok: true; team: { teamId: string } };
  const drivers = { title: "Drivers", color: "blue", priority: 1 };
  const { team } = need("Making a team", await api.post<Team>("/api/admin/teams", drivers));
  const draft = { ...demoDraft(Date.now(), label.labelId), title: TITLE };
  const hard = { value: "Hard question", nextStepId: null, action: { kind: "team" as const, teamId: team.teamId } };
  draft.script?.steps[0]?.answers.push(hard);
  for (const response of draft.script?.responses ?? [])
    if (response.id === "hours") response.labels = [spanish.labelId];
  const { campaign } = need("Making a campaign", await api.post<Detail>("/api/admin/campaigns", draft));
  const path = `/api/admin/campaigns/${campaign.campaignId}`;
  const rows = NAMES.map((name) => `${name},O'Neil-Featherstonehaugh,${storyCell(name)},Town Hall`);
  const csv = ["first,last,cell,polling_place", ...rows].join("\n");
  need("Uploading", await api.post(`${path}/contacts?mode=add`, csv, { "content-type": "text/csv" }));
  await until("the import", async () => {
    const { campaign: now } = need("Reading", await api.get<Detail>(path));
    return now.import?.state === "done" || (now.import?.state ?? "not begun");
  });
  need("Starting", await api.post(`${path}/start`, {}));
  return campaign.joinToken;
}

/** The desk as the server has it. */
export async function deskOnServer({ installation }: Stage) {
  const api = createApiClient(installation.origin);
  need("Signing in", await api.post("/api/auth/sign-in", { email: TESS.email, password: TESS.password }));
  const { campaigns } = need("Reading", await api.post<TexterAnswers["campaigns"]>("/api/texter/campaigns", {}));
  const [campaign] = campaigns;
  if (!campaign) throw new Error("the desk has no campaign");
  const contacts = new Map<string, DeskItem>();
  for (const filter of ["waiting", "open", "closed"]) {
    const list = { campaignId: campaign.campaignId, filter };
    const { items } = need(
      "Reading",
      await api.post<TexterAnswers["conversations"]>("/api/texter/conversations", list),
    );
    for (const item of items) contacts.set(item.firstName, item);
  }
  return { campaign, contact: (name: Name) => contacts.get(name) };
}

/** An admin deletes a label. */
export async function deleteLabel({ installation }: Stage, name: string): Promise<void> {
  const api = createApiClient(installation.origin);
  const { email, password } = DEMO_ADMIN;
  need("Signing in", await api.post("/api/auth/sign-in", { email, password }));
  type Labels = { ok: true; labels: { labelId: string; name: string }[] };
  const { labels } = need("Reading", await api.get<Labels>("/api/admin/labels"));
  const label = labels.find((each) => each.name === name);
  need("Deleting", await api.delete(`/api/admin/labels/${label?.labelId}`));
}

/** A second texter, who is of the team that an answer gives conversations to, opens the app. */
export async function joinTeam({ installation }: Stage, page: Page, joinToken: string): Promise<void> {
  const person = { email: "bea@story.example", password: "a-long-password", firstName: "Bea", lastName: "Ode" };
  const texter = createApiClient(installation.origin);
  need("Joining", await texter.post("/api/auth/sign-up", { ...person, joinToken }));
  need("Joining", await texter.post("/api/texter/join", { token: joinToken }));
  const api = createApiClient(installation.origin);
  need("Signing in", await api.post("/api/auth/sign-in", { email: DEMO_ADMIN.email, password: DEMO_ADMIN.password }));
  type People = { ok: true; people: { personId: string; email: string }[] };
  const { people } = need("Reading", await api.get<People>("/api/admin/people"));
  const personId = people.find(({ email }) => email === person.email)?.personId;
  type Teams = { ok: true; teams: { teamId: string }[] };
  const { teams } = need("Reading", await api.get<Teams>("/api/admin/teams"));
  const teamIds = teams.map(({ teamId }) => teamId);
  need("Adding to the team", await api.put(`/api/admin/people/${personId}/teams`, { teamIds }));
  await page.goto("/");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
