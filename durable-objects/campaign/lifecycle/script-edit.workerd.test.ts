/**
 * Edits of a running campaign's script while texters send: every text records the snapshot that it was written from.
 */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { scriptSchema } from "../../../domain/scripts/script-schema.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { SCRIPT_LIMITS } from "../../../domain/scripts/script-shape.ts";
import type { DeskItem } from "../../../domain/texter-app/texter.ts";
import {
  afterTest,
  cells,
  env,
  evict,
  firstQueue,
  itemOnDesk,
  perform,
  runningCampaign,
  sendText,
  take,
  WAIT,
  withoutWaiting,
} from "../../../test/workers/workers-world.ts";
import type { Running } from "../../../test/workers/workers-world.ts";

beforeAll(withoutWaiting);
afterEach(afterTest);

const scriptOf = (version: number): Script => ({
  rootStepId: "s1",
  steps: [{ id: "s1", texts: [`v${version} {firstName}`, `v${version}, other words`], question: "", answers: [] }],
});
const by = { personId: "p000000000000009", name: "Ada" };

function texts({ campaignId }: Running) {
  return runInDurableObject(firstQueue({ campaignId }), (_, { storage }) =>
    storage.sql
      .exec("SELECT n, body, script_version, script_variant FROM messages WHERE direction = 'out' ORDER BY n")
      .toArray(),
  );
}

test("texts under way while the script changes three times: each goes once, with the words of the version that it records", async () => {
  const running = await runningCampaign(cells(412, 60), { script: scriptOf(1), firstTextEditable: false });
  const { orgId, campaign, texter } = running;
  const items = await take(running, 60);
  expect(items).toHaveLength(60);

  /** As the app does it: after a refusal it shows the new text and sends that; a temporary refusal is tried again. */
  const send = async (item: DeskItem): Promise<void> => {
    for (let shown = item; ;) {
      const answer = await sendText(texter, shown, { scriptVersion: shown.scriptVersion });
      if (answer.ok) return;
      if (answer.reason === "script_changed" && answer.item) shown = answer.item;
      else if (answer.reason === "unavailable" || answer.reason === "throttled")
        await new Promise((resolve) => setTimeout(resolve, 10));
      else throw new Error(answer.reason);
    }
  };
  const edits = async () => {
    for (const version of [2, 3, 4]) {
      await campaign.editScript({ orgId, script: scriptOf(version), revision: version, by });
      if (version === 3) await evict(env.CAMPAIGN.getByName(running.campaignId));
    }
  };
  const early = items.slice(0, 10).map(send);
  await Promise.all(early);
  await Promise.all([edits(), ...items.slice(10, 50).map(send)]);
  await Promise.all(items.slice(50).map(send));

  const sent = await texts(running);
  expect(sent).toHaveLength(60);
  for (const { body, script_version: version } of sent) expect(body).toMatch(new RegExp(`^v${version}[ ,]`));
  const versions = new Set(sent.map((row) => row["script_version"]));
  expect(versions.has(1) && versions.has(4)).toBe(true);
  expect(new Set(sent.map((row) => row["script_variant"]))).toEqual(new Set([0, 1]));
});

test("the largest script that can be saved can be given to texters", async () => {
  const running = await runningCampaign(cells(414, 1), { script: scriptOf(1) });
  const frame = JSON.stringify(scriptOf(2)).length + 200;
  // Two bytes in UTF-8: the bound is of bytes, as the outbox's.
  const text = "é".repeat(1_500);
  const count = Math.floor((SCRIPT_LIMITS.bytes - frame) / (3_000 + 60));
  const responses = Array.from({ length: count }, (_, n) => ({ id: `r${n}`, title: "t", text, labels: [] }));
  const rest = SCRIPT_LIMITS.bytes - frame - JSON.stringify(responses).length - count * 1_500;
  const largest = {
    ...scriptOf(2),
    responses: [...responses, { id: "rest", title: "t", text: "x".repeat(rest), labels: [] }],
  };
  const size = new TextEncoder().encode(JSON.stringify(largest)).length;
  expect(size).toBeGreaterThan(SCRIPT_LIMITS.bytes - 300);
  expect(scriptSchema.safeParse(largest).success).toBe(true);
  const { orgId, campaign } = running;
  expect(await campaign.editScript({ orgId, script: largest, revision: 2, by })).toEqual({
    ok: true,
    scriptVersion: 2,
  });
});

test("desks show the new first text by themselves, also of a campaign that was evicted after the edit", async () => {
  const running = await runningCampaign(cells(413, 3), { script: scriptOf(1), firstTextEditable: false });
  const { orgId, campaignId, campaign, texter } = running;
  const [item] = await take(running, 3);
  expect(item?.firstText).toMatchObject({ text: expect.stringMatching(/^v1/) });
  expect(await campaign.editScript({ orgId, script: scriptOf(2), revision: 2, by })).toEqual({
    ok: true,
    scriptVersion: 2,
  });
  await evict(env.CAMPAIGN.getByName(campaignId));
  await vi.waitUntil(async () => {
    const { firstText, scriptVersion } = await itemOnDesk(texter, item!.contactId);
    return firstText?.ok && firstText.text.startsWith("v2") && scriptVersion === 2;
  }, WAIT);
  const desk = (await perform(texter, "campaigns", {})) as unknown as { campaigns: { scriptVersion: number }[] };
  expect(desk.campaigns).toMatchObject([{ scriptVersion: 2 }]);
});
