/**
 * `IdRegistry` (key: shard): which organizations, campaigns and people this installation has made, so that an invented id
 * is known as one without Postgres, and no object is made for it (docs/decisions/0027). Asked once per id and isolate.
 */
import { DurableObject } from "cloudflare:workers";
import type { Env } from "../bindings/env.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import type { Sql } from "../kit/storage/sql.ts";
import type { IdOwner, IdRegistryRpc, RegisteredId } from "../rpc/id-registry.ts";
import { ID_REGISTRY_MIGRATIONS } from "./schema.ts";

export class IdRegistry extends DurableObject<Env> implements IdRegistryRpc {
  readonly #sql: Sql;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = durableSql(ctx.storage);
    migrate(this.#sql, ID_REGISTRY_MIGRATIONS);
  }

  add({ ids }: { ids: RegisteredId[] }): void {
    this.#sql.run(
      `INSERT INTO ids (id, org_id) SELECT value ->> 'id', value ->> 'orgId' FROM json_each(?) WHERE true
       ON CONFLICT (id) DO NOTHING`,
      JSON.stringify(ids),
    );
  }

  ownerOf({ id }: { id: string }): IdOwner {
    const orgId = this.#sql.scalar<string>("SELECT org_id FROM ids WHERE id = ?", id);
    return { orgId, isComplete: this.isComplete() };
  }

  complete(): void {
    this.#sql.run("INSERT INTO complete (id) VALUES (1) ON CONFLICT (id) DO NOTHING");
  }

  isComplete(): boolean {
    return this.#sql.scalar("SELECT 1 FROM complete") !== null;
  }
}
