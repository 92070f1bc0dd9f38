/**
 * What answers of former snapshots did, as the campaign's object knows it: asked once per snapshot, because none changes.
 */
import type { ScriptActions } from "../../../domain/scripts/answer-action.ts";

export type FormerScriptsDeps = {
  /** Of the campaign's object. */
  ask: (version: number) => Promise<ScriptActions | null>;
  /** Of the organization's object: the teams that it has now. */
  teamIds: () => Promise<string[] | null>;
};

/** Snapshots that are remembered; an app that was away has one of the latest. */
const MOST = 50;

export class FormerScripts {
  readonly #deps: FormerScriptsDeps;
  readonly #known = new Map<number, ScriptActions | null>();

  constructor(deps: FormerScriptsDeps) {
    this.#deps = deps;
  }

  /** null: nothing is known of such a snapshot. Throws while the campaign cannot be asked. */
  async actionsOf(version: number): Promise<ScriptActions | null> {
    let actions = this.#known.get(version);
    if (actions === undefined) {
      actions = await this.#deps.ask(version);
      if (this.#known.size >= MOST) this.#known.clear();
      this.#known.set(version, actions);
    }
    return actions;
  }

  /** null: the organization's object has not been given its teams yet. */
  async hasTeam(teamId: string): Promise<boolean | null> {
    return (await this.#deps.teamIds())?.includes(teamId) ?? null;
  }
}
