/**
 * An organization's side of shared opt-outs (docs/rules.md#opt-outs-scope), where the operator set SHARED_OPT_OUTS. Its
 * directory passes its own opt-outs on and stores the others' like its own. Only opt-outs are passed on: a START to one
 * organization says nothing to the others.
 */
import type { Remote } from "../../kit/calls/remote.ts";
import { callObject } from "../../kit/calls/retry.ts";
import type { Sql } from "../../kit/storage/sql.ts";
import type { ContactDirectoryRpc } from "../../rpc/contact-directory.ts";
import type { NumberFlag, Numbers } from "./numbers.ts";
import type { OptOutEntry } from "../../rpc/contact-directory.ts";

/** The reason of an opt-out from another organization; it is not passed on again. */
const SHARED_REASON = "shared";
export const SHARED_OPT_OUT: Omit<OptOutEntry, "cell"> = {
  optedOut: true,
  reason: SHARED_REASON,
  contactId: null,
  messageId: null,
  personId: null,
};

export type SharingDeps = {
  sql: Sql;
  numbers: Numbers;
  isOn: boolean;
  /** The last part of this object's key (domain/ids.ts, directoryKey). */
  shard: number;
  /** The installation's directory of this shard. */
  installation: () => Remote<ContactDirectoryRpc>;
  /** Numbers are pending that were not before. */
  onPending: () => void;
};

export class OptOutSharing {
  readonly #deps: SharingDeps;

  constructor(deps: SharingDeps) {
    this.#deps = deps;
  }

  /** Passes opt-outs on to the installation's other organizations, where they share. */
  async passOn(cells: readonly string[], { optedOut, version }: NumberFlag): Promise<void> {
    const { numbers, isOn, shard, installation } = this.#deps;
    if (!isOn) return;
    await this.takePart();
    const own = cells.filter((cell) => numbers.decidingEntry(cell)?.reason !== SHARED_REASON);
    if (own.length === 0) return;
    const { orgId } = numbers;
    await callObject(installation, (directory) =>
      directory.shareOptOuts({ orgId, shard, cells: own, optedOut, version }),
    );
  }

  /** Once, where opt-outs are shared: from then on this directory gets the others' opt-outs, and they get its own. */
  async takePart(): Promise<void> {
    const { sql, numbers, isOn, installation, onPending } = this.#deps;
    if (!isOn || sql.scalar<number>("SELECT joined FROM state WHERE id = 1") === 1) return;
    const { orgId } = numbers;
    let after: string | null = "";
    while (after !== null) {
      const from: string = after;
      const page = await callObject(installation, (directory) => directory.joinSharing({ orgId, after: from }));
      // A number that has opted out or in with this organization itself is left as it is.
      const unknown = page.cells.filter((cell) => numbers.flag(cell) === null);
      numbers.writeMany(unknown, SHARED_OPT_OUT);
      after = page.next;
    }
    sql.run("UPDATE state SET joined = 1 WHERE id = 1");
    numbers.optOutsArePending();
    onPending();
  }
}
