/** Pictures that go out with texts, and files that come in, on plain tables. */
import { describe, expect, test } from "vitest";
import { newId, newToken } from "../../../domain/ids.ts";
import { archiveLinesOf } from "../../../domain/archive/archive.ts";
import { newPictureId } from "../../../domain/messages/media.ts";
import type { MediaFetch } from "../../../domain/sending/carrier.ts";
import { aConfig, ANA, ORG_ID, queueWorld } from "../../testing/queue-world.ts";
import { exportPart, readiness } from "../contacts/archive.ts";
import { receive } from "./inbound.ts";
import { MediaFetcher, pictureOf } from "./media.ts";
import { mediaOf } from "../store/rows.ts";

const PICTURE = `${ORG_ID}-${newToken()}.png`;
const OTHER = `${ORG_ID}-${newToken()}.gif`;
const script = (picture: string | null) => {
  const base = aConfig().script!;
  const [first, ...others] = base.steps;
  return { ...base, steps: [{ ...first!, ...(picture === null ? {} : { picture }) }, ...others] };
};

function leased(picture: string | null = PICTURE) {
  const world = queueWorld({ contacts: 3, config: { script: script(picture) } });
  world.lease(ANA, 3);
  return world;
}

describe("a first text with a picture", () => {
  test("takes the script's, which the texter saw", () => {
    const world = leased();
    expect(world.send(1, { picture: PICTURE })).toMatchObject({
      ok: true,
      item: { messages: [{ media: [{ type: "image/png", state: "stored", picture: PICTURE }] }] },
    });
    const [text] = world.wave();
    expect(pictureOf(text!)).toBe(PICTURE);
  });

  test.each([
    ["another one", PICTURE, OTHER],
    ["none", PICTURE, undefined],
    ["one where there is none any more", null, PICTURE],
  ])("comes back when the texter saw %s", (_, is, seen) => {
    const world = leased(is);
    const answer = world.send(1, { picture: seen });
    expect(answer).toMatchObject({ ok: false, reason: "script_changed" });
    expect(answer).toMatchObject({ item: { firstText: { ok: true, ...(is === null ? {} : { picture: is }) } } });
    expect(world.wave()).toHaveLength(0);
  });
});

describe("a reply with a picture", () => {
  function inConversation() {
    const world = leased(null);
    world.send(1);
    world.wave();
    world.receive(1, "Show me");
    return world;
  }

  test("takes one of the organization's, and no other", () => {
    const world = inConversation();
    for (const foreign of [newPictureId(newId("o"), "image/png"), "../x.png", ""]) {
      expect(world.send(1, { picture: foreign })).toMatchObject({ ok: false, reason: "bad_request" });
    }
    expect(world.send(1, { picture: OTHER })).toMatchObject({ ok: true });
    expect(world.wave().map(mediaOf)).toEqual([[{ type: "image/gif", state: "stored", picture: OTHER }]]);
  });

  test("without one writes and sends nothing of pictures", () => {
    const world = inConversation();
    world.send(1);
    const [text] = world.wave();
    expect([text?.media, pictureOf(text!)]).toEqual([null, null]);
    expect(world.events.some(({ kind, payload }) => kind === "message" && "media" in payload)).toBe(false);
  });
});

describe("files that come in", () => {
  function withFile(outcomes: MediaFetch[]) {
    const world = leased(null);
    world.send(1);
    world.wave();
    const kept: string[] = [];
    const woken: number[] = [];
    const fetcher = new MediaFetcher({
      store: world.store,
      fetch: async () => outcomes.shift() ?? { kind: "failed", problem: "the carrier answered 500" },
      keep: async (key) => void kept.push(key),
      wakeAt: (atMs) => void woken.push(atMs),
      onFault: () => {},
      random: () => 0.5,
    });
    const media = [{ url: "https://api.twilio.com/x", path: "/x", type: "image/png" }];
    const come = () =>
      world.store.block((change) =>
        receive(world.store, change, { n: 1, sid: "SMpicture", body: "", carrierAnswered: false, media }),
      );
    come();
    const note = () => mediaOf(world.store.message(1, "SMpicture")!);
    return { world, fetcher, come, note, kept, woken };
  }
  const png: MediaFetch = { kind: "fetched", bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) };

  test("are tried again for a week, later and later, and are then reported as lost", async () => {
    const { world, fetcher, note, kept } = withFile([]);
    let tries = 0;
    const from = world.clock.now;
    while (note()[0]?.state !== "lost" && tries < 200) {
      world.clock.now = world.sql.scalar<number>("SELECT due_at FROM owed_media") ?? 0;
      await fetcher.run();
      tries += 1;
      expect(readiness(world.store, 0).unconfirmed > 0).toBe(note()[0]?.state === "late");
    }
    expect(world.clock.now - from).toBeGreaterThan(7 * 24 * 3_600_000);
    expect(tries).toBeLessThan(60);
    expect([kept, world.sql.scalar("SELECT count(*) FROM owed_media")]).toEqual([[], 0]);
  });

  test("are planned before they are fetched, and once", async () => {
    const { fetcher, come, note, kept, woken } = withFile([png]);
    fetcher.soon();
    expect(woken).toHaveLength(1);
    await fetcher.run();
    come();
    await fetcher.run();
    expect(note()).toEqual([{ type: "image/png", state: "stored" }]);
    expect(kept).toHaveLength(1);
  });

  test("go to the desk, to Postgres and into the archive", async () => {
    const { world, fetcher } = withFile([png]);
    world.news.length = 0;
    world.events.length = 0;
    await fetcher.run();
    expect(world.news).toEqual(expect.arrayContaining([{ kind: "item", texter: ANA.personId, n: 1 }]));
    const recorded = world.events.filter(({ kind }) => kind === "message");
    expect(recorded).toMatchObject([{ payload: { id: "SMpicture", media: [{ state: "stored" }] } }]);
    const line = archiveLinesOf(exportPart(world.store, 0, 10)).get(`${world.id(1)}/SMpicture`);
    expect(line).toContain('["image/png","stored","",""]');
  });
});
