/**
 * Installations in which an organization, its texters and a campaign are made already, because that takes longer than a small
 * play. Each is made once per process by a world of its own, in fair weather, by the same requests; when it has come to rest, what
 * the platform keeps is copied: storages, buckets, Postgres. A play that begins with it finds no object in memory. Some small
 * plays, and all large ones, make their own organization.
 */
import type { WorldScripts } from "./bundle.ts";
import { playUntil, rest } from "./come-to-rest.ts";
import type { InstalledWorld } from "./installed-world.ts";
import { openWorld } from "./opened-world.ts";
import type { OpenedWorld } from "./opened-world.ts";
import { CALM, preparedFeatures, preparedFor } from "./plan/plan.ts";
import type { Plan } from "./plan/plan.ts";
import type { ObjectImage } from "./platform/namespaces.ts";
import type { NumbersEntry } from "../../twilio/emulator/numbers/account-numbers.ts";
import type { Postgres, PostgresState } from "./platform/postgres/postgres.ts";

export type Prepared = {
  postgres: PostgresState;
  objects: ObjectImage[];
  buckets: { [Name in keyof InstalledWorld["buckets"]]: ReturnType<InstalledWorld["buckets"][Name]["contents"]> };
  /** Numbers and services of the carrier's account. */
  carrier: NumbersEntry[];
  /** What people know of it (people/play.ts). */
  people: string;
};

/** Ids of what is made; no seed that is played. */
const SEED = -1;
/** As many as a small play may have. */
const TEXTERS = 2;

export class PreparedInstallations {
  readonly #scripts: WorldScripts;
  readonly #postgres: Postgres;
  readonly #storages: ReadonlyMap<string, Uint8Array>;
  readonly #made = new Map<string, Prepared>();

  constructor(scripts: WorldScripts, postgres: Postgres, storages: ReadonlyMap<string, Uint8Array>) {
    this.#scripts = scripts;
    this.#postgres = postgres;
    this.#storages = storages;
  }

  async for(plan: Plan): Promise<Prepared> {
    const name = preparedFor(plan);
    const known = this.#made.get(name);
    if (known) return known;
    const made = await this.#make({
      ...plan,
      seed: SEED,
      features: preparedFeatures(plan),
      startMs: plan.preparedAtMs,
      contacts: plan.firstContacts,
      texters: TEXTERS,
      isolates: 1,
      weather: CALM,
      carrierAnswerMs: [5, 60],
    });
    this.#made.set(name, made);
    return made;
  }

  async #make(plan: Plan): Promise<Prepared> {
    const postgres = this.#postgres;
    await postgres.empty();
    const opened = openWorld({
      plan,
      scripts: this.#scripts,
      postgres,
      storages: this.#storages,
      hooks: () => ({ atCrashPoint: () => false, wrote: () => {}, called: () => {} }),
    });
    const { world, play, inside } = opened;
    await playUntil(
      world,
      inside(() => play.prepare()),
    );
    const stuck = await rest(opened);
    if (stuck.length > 0) throw new Error(`An installation does not come to rest: ${stuck.join(", ")}`);
    const { uploads, media } = world.buckets;
    const prepared = {
      postgres: postgres.take(),
      objects: world.namespaces.images(),
      buckets: { uploads: uploads.contents(), media: media.contents() },
      carrier: opened.emulator.numbers.entries(),
      people: play.saved(),
    };
    for (const object of world.namespaces.objects.values()) object.storage.close();
    return prepared;
  }
}

/** @param world in which nothing has happened yet; its Postgres has the state already */
export function restorePrepared({ world, emulator }: OpenedWorld, { objects, buckets, carrier }: Prepared): void {
  emulator.numbers.take(carrier);
  world.buckets.uploads.become(buckets.uploads);
  world.buckets.media.become(buckets.media);
  world.namespaces.restore(objects);
}
