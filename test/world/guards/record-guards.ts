/** Campaigns, imports, archives, and what is recorded. */
import type { Guard } from "./guard.ts";

const QUEUE = "durable-objects/campaign-queue";

export const RECORD_GUARDS: readonly Guard[] = [
  {
    name: "an older configuration does not replace a newer one",
    likely: ["pauses", "late-calls"],
    changes: [
      {
        file: `${QUEUE}/store/store.ts`,
        find: "if (this.config && this.config.epoch >= config.epoch) return false;",
        replace: "if (this.config && this.config.epoch === config.epoch) return false;",
      },
    ],
  },
  {
    name: "a pause is said to hold only where queues have taken it",
    likely: ["pauses", "lost-calls"],
    changes: [
      {
        file: "durable-objects/campaign/lifecycle/spread.ts",
        find: "const reached = queues.filter((row) => row.epoch >= epoch).length;",
        replace: "const reached = queues.filter((row) => row.epoch >= 0 * epoch).length;",
      },
    ],
  },
  {
    name: "an import's batch is added once",
    likely: ["second-import", "lost-calls"],
    changes: [
      {
        file: `${QUEUE}/contacts/imports.ts`,
        find: "  if (known !== null) return { added: known };\n",
        replace: "",
      },
    ],
  },
  {
    name: "a queue is emptied only at the version that was exported",
    likely: ["archive"],
    changes: [
      {
        file: `${QUEUE}/contacts/archive.ts`,
        find: '  if (ready.version !== version) return { ok: false, reason: "changed" };\n',
        replace: "",
      },
    ],
  },
  {
    name: "packets that Postgres does not have are not confirmed",
    likely: ["postgres-away"],
    changes: [
      {
        file: "workers/consumers/postgres.ts",
        find: "if (isDown(error)) return leaveToOutbox(batch, error, log);",
        replace: "if (isDown(error)) return confirm(packets).then(() => batch.ackAll());",
      },
    ],
  },
  {
    name: "an older event does not replace a newer one in Postgres",
    likely: ["messages-twice"],
    changes: [
      {
        file: "db/projections/upsert.ts",
        find: " WHERE excluded.${version} > t.${version}",
        replace: " WHERE excluded.${version} <> t.${version}",
      },
    ],
  },
  {
    name: "events have an alarm in case the object stops",
    likely: ["object-kills"],
    changes: [
      {
        file: "durable-objects/kit/outbox/outbox.ts",
        find: "    this.#deps.schedule.setIfEarlier(this.#alarmName, this.#deps.now() + BACKUP_AFTER_MS);\n    if (this.#timerSet)",
        replace: "    if (this.#timerSet)",
      },
    ],
  },
  {
    name: "an outbox sends again what is not confirmed",
    likely: ["queue-away"],
    changes: [
      {
        file: "durable-objects/kit/outbox/outbox.ts",
        find: "inFlight.packets.filter(({ resendAtMs }) => resendAtMs <= nowMs);",
        replace: "inFlight.packets.filter(({ resendAtMs }) => resendAtMs <= 0);",
      },
    ],
  },
  {
    name: "a name leaves the schedule only after its handler",
    likely: ["object-kills"],
    changes: [
      {
        file: "durable-objects/kit/time/alarm-schedule.ts",
        find: "    this.#running.set(name, running);\n",
        replace:
          '    this.#running.set(name, running);\n    this.#sql.run("DELETE FROM alarms WHERE name = ?", name);\n',
      },
    ],
  },
];
