/** Plays recipes one after the other in this process, which has one Postgres and its prepared installations for all of them. */
import { bundleWorld } from "../bundle.ts";
import type { SourceChange, WorldScripts } from "../bundle.ts";
import { WORLD_VARS } from "../installed-world.ts";
import { planOf } from "../plan/plan.ts";
import type { Recipe } from "../plan/recipe-shape.ts";
import { playSeed } from "../play-seed.ts";
import type { Played } from "../play-seed.ts";
import { newStorages } from "../platform/new-storages.ts";
import { Postgres } from "../platform/postgres/postgres.ts";
import { PreparedInstallations } from "../prepared.ts";

export type WorldVersions = {
  /** Folder of another version of the product. */
  root?: string;
  /** Folder of a version that serves beside it, as during a rollout. */
  beside?: string;
};

export type PlayHow = {
  /** Keeps the log. */
  trace?: boolean;
  /** A crash point; the object dies when it passes there first. */
  aim?: string | undefined;
  /** Plays this Worker instead: the product with changes of its source. */
  scripts?: WorldScripts;
};

export class Player {
  readonly #scripts: WorldScripts;
  readonly #postgres: Postgres;
  /** null during a rollout: the older version must not find the newer one's tables. */
  readonly #storages: ReadonlyMap<string, Uint8Array> | null;
  readonly #installations: PreparedInstallations | null;

  private constructor(scripts: WorldScripts, postgres: Postgres) {
    this.#scripts = scripts;
    this.#postgres = postgres;
    this.#storages = scripts.beside === undefined ? newStorages(scripts.worker, WORLD_VARS) : null;
    this.#installations = this.#storages && new PreparedInstallations(scripts, postgres, this.#storages);
  }

  static async open({ root, beside }: WorldVersions = {}): Promise<Player> {
    const scripts = await bundleWorld({
      ...(root === undefined ? {} : { root }),
      ...(beside === undefined ? {} : { beside }),
    });
    return new Player(scripts, await Postgres.open(root));
  }

  /** The product with changes of its source, to be played. */
  static changed(changes: readonly SourceChange[], { root }: WorldVersions = {}): Promise<WorldScripts> {
    return bundleWorld({ changes, ...(root === undefined ? {} : { root }) });
  }

  async play(recipe: Recipe, { trace = false, aim, scripts = this.#scripts }: PlayHow = {}): Promise<Played> {
    const plan = planOf({ ...recipe, prepared: recipe.prepared && this.#installations !== null });
    const prepared = plan.prepared ? await this.#installations?.for(plan) : null;
    return playSeed({
      plan,
      scripts,
      postgres: this.#postgres,
      ...(this.#storages ? { storages: this.#storages } : {}),
      prepared: prepared ?? null,
      trace,
      aim: aim === undefined ? null : { point: aim, nth: 1 },
    });
  }

  close(): Promise<void> {
    return this.#postgres.close();
  }
}
