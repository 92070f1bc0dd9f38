/**
 * Events that Postgres refused and inbound texts that no replay could deliver, kept until an admin has removed the
 * cause and replays them.
 */
import { Hono } from "hono";
import { isDatabaseDown, sqlState } from "../../../db/query-errors.ts";
import { apply } from "../../../db/projections/projections.ts";
import { refuse } from "../../../domain/outcome.ts";
import { listDeadLetters, markReplayed, readDeadLetter } from "../../consumers/dead-letter-table.ts";
import { asPacket } from "../../consumers/dead-letters.ts";
import type { Edge } from "../../http/context.ts";
import { databaseOf } from "../../http/database.ts";
import { refused } from "../../http/refused.ts";
import { asPutAside, replay } from "../../webhooks/put-aside.ts";

const NO_SUCH_LETTER = refuse("not_found", "This record was not found.");

export const deadLetterRoutes = new Hono<Edge>()
  .get("/", async (c) => {
    return c.json({ ok: true, deadLetters: await listDeadLetters(databaseOf(c.env), c.var.member.orgId) });
  })
  // Ids contain slashes; clients encode them.
  .post("/:id/replay", async (c) => {
    const db = databaseOf(c.env);
    const id = c.req.param("id");
    const letter = await readDeadLetter(db, c.var.member.orgId, id);
    if (!letter) return refused(c, NO_SUCH_LETTER);
    const webhook = asPutAside(letter.body);
    if (webhook) {
      try {
        await replay(c.env, webhook);
      } catch (error) {
        c.var.log.fault("replay_refused", error, { id });
        return refused(
          c,
          refuse("still_refused", "The text could not be stored this time either. The server log has the details."),
        );
      }
      await markReplayed(db, id);
      c.var.log.info("dead_letter_replayed", { id });
      return c.json({ ok: true });
    }
    const packet = asPacket(letter.body);
    if (!packet) return refused(c, refuse("not_replayable", "This record is unreadable."));
    try {
      await apply(db, [packet]);
    } catch (error) {
      if (isDatabaseDown(error)) throw error;
      c.var.log.fault("replay_refused", error, { id });
      const code = sqlState(error) ?? "no code";
      return refused(
        c,
        refuse("still_refused", `The database refused it again (${code}). The server log has the details.`),
      );
    }
    await markReplayed(db, id);
    c.var.log.info("dead_letter_replayed", { id });
    return c.json({ ok: true });
  });
