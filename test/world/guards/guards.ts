/**
 * Guards of the product, each with the change of source that removes it. `remove-guards.ts` plays seeds without each of them: a
 * world in which a missing guard goes unnoticed would not notice a fault either.
 */
import type { SourceChange } from "../bundle.ts";

export type Guard = SourceChange & { name: string };

const QUEUE = "durable-objects/campaign-queue";
const INBOX = "durable-objects/texter-inbox";

export const GUARDS: readonly Guard[] = [
  {
    name: "a known message id is not accepted again",
    file: `${QUEUE}/sending/sends.ts`,
    find: 'contact.status === "needsMessage" ? null : store.message(n, messageId)',
    replace: 'contact.status === "needsMessage" || contact.n > 0 ? null : store.message(n, messageId)',
  },
  {
    name: "only the texter who holds the contact may text it",
    file: `${QUEUE}/sending/sends.ts`,
    find: 'if (contact.texter !== texter.personId) return refusal("not_yours");\n  const now',
    replace: "const now",
  },
  {
    name: "a reply is refused when the contact has written since",
    file: `${QUEUE}/sending/sends.ts`,
    find: "contact.last_inbound !== null && contact.last_inbound !== request.lastSeenId",
    replace: "contact.n < 0",
  },
  {
    name: "an opted-out contact's text is not accepted",
    file: `${QUEUE}/sending/sends.ts`,
    find: "if (contact.opted_out === 1) return",
    replace: "if (contact.n < 0) return",
  },
  {
    name: "opt-out, looked at in the block that marks SENDING",
    file: `${QUEUE}/sending/waves.ts`,
    find: "if (!mayGo || bad",
    replace: "if (bad",
  },
  {
    name: "opt-out, looked at right before the call",
    file: `${QUEUE}/sending/waves.ts`,
    find: "return optedOut === (isConfirmation ? 1 : 0);",
    replace: "return optedOut !== null;",
  },
  {
    name: "pause, looked at right before the call",
    file: `${QUEUE}/sending/waves.ts`,
    find: 'if (!config || config.paused || config.status === "ARCHIVED") return false;',
    replace: "if (!config) return false;",
  },
  {
    name: "pause, looked at before a wave",
    file: `${QUEUE}/sending/waves.ts`,
    find: 'if (!config || config.paused || config.status === "DRAFT") return {',
    replace: "if (!config) return {",
  },
  {
    name: "hours, looked at in the block that marks SENDING",
    file: `${QUEUE}/sending/waves.ts`,
    find: "if (!may.ok) {",
    replace: "if (!may.ok && change.at < 0) {",
  },
  {
    name: "an answer that comes after a report does not set the text back",
    file: `${QUEUE}/sending/waves.ts`,
    find: 'if (message.send_status !== "SENDING") {',
    replace: 'if (message.send_status === "QUEUED") {',
  },
  {
    name: "after a restart a text under way becomes UNKNOWN",
    file: `${QUEUE}/undecided/look-ups.ts`,
    find: "if (sendingBecomesUnknown(store, carrier.lookUpAfterMs) > 0) this.plan();",
    replace: "void [sendingBecomesUnknown, store, carrier];",
  },
  {
    name: "an unclear answer is not taken for a refusal",
    file: "twilio/carrier.ts",
    find: 'if (!answer.ok) return { kind: "unknown", detail: answer.detail };',
    replace: 'if (!answer.ok) return { kind: "throttled", retryAfterMs: 1000 };',
  },
  {
    name: "an absence proves nothing before its time",
    file: `${QUEUE}/undecided/unknowns.ts`,
    find: "else if (askedAtMs < provenAtMs) change",
    replace: "else if (askedAtMs < 0) change",
  },
  {
    name: "a report never moves a text back",
    file: "domain/statuses.ts",
    find: "return HEIGHT[reported] > HEIGHT[present] ? reported : present;",
    replace: "return HEIGHT[reported] < 0 ? present : reported;",
  },
  {
    name: "an inbound text is known by its sid",
    file: `${QUEUE}/conversations/inbound.ts`,
    find: "if (store.message(inbound.n, inbound.sid)) {",
    replace: "if (inbound.n < 0) {",
  },
  {
    name: "one confirmation of an opt-out",
    file: `${QUEUE}/conversations/inbound.ts`,
    find: "inbound.carrierAnswered || intent.carrierAnswers || contact.opted_out === 1",
    replace: "inbound.carrierAnswered || intent.carrierAnswers",
  },
  {
    name: "an opt-out is owed to the directory",
    file: `${QUEUE}/conversations/inbound.ts`,
    find: '    oweOptOut(store, { n: inbound.n, messageId: inbound.sid, optedOut: true, reason: "stop_word" });\n',
    replace: "",
  },
  {
    name: "the same request gets the same lease",
    file: `${QUEUE}/assignment/leases.ts`,
    find: "  if (known) {\n    if (known.texter",
    replace: "  if (known && known.texter === requestId) {\n    if (known.texter",
  },
  {
    name: "giving back takes only contacts without a text",
    file: `${QUEUE}/assignment/leases.ts`,
    find: "WHERE texter = ? AND status = 'needsMessage' ORDER BY n",
    replace: "WHERE texter = ? ORDER BY n",
  },
  {
    name: "a lease that its desk never got goes back",
    file: `${QUEUE}/assignment/leases.ts`,
    find: "  release(store, row.texter, contacts);\n",
    replace: "  void [release, contacts];\n",
  },
  {
    name: "an older configuration does not replace a newer one",
    file: `${QUEUE}/store/store.ts`,
    find: "if (this.config && this.config.epoch >= config.epoch) return false;",
    replace: "if (this.config && this.config.epoch === config.epoch) return false;",
  },
  {
    name: "a restart has desks read what it may have lost",
    file: `${QUEUE}/assignment/desks.ts`,
    find: "if (this.#deps.store.desksBehind) this.allAreStale();",
    replace: "",
  },
  {
    name: "it has those read, too, whose last contacts were given away",
    file: `${QUEUE}/assignment/desks.ts`,
    find: "SELECT person_id AS texter FROM texters UNION SELECT texter",
    replace: "SELECT DISTINCT texter",
  },
  {
    name: "a suspended texter's session is refused",
    file: `${INBOX}/people/sessions.ts`,
    find: 'if (this.#membership.role === "SUSPENDED") {',
    replace: "if (nowMs < 0) {",
  },
  {
    name: "a role change notes its copy in its own transaction",
    file: "workers/admin/people/change-role.ts",
    find: '      noteChange(db, { subject: "role", key: inboxKey(orgId, personId), orgId }),\n',
    replace: "",
  },
  {
    name: "the cron delivers what a request could not",
    file: "workers/authored/deliver.ts",
    find: 'return deliverDue(env, databaseOf(env), createLogger({ cron: "authored-copies" }));',
    replace: "return Promise.resolve(void env);",
  },
  {
    name: "a desk takes no older copy of a contact",
    file: `${INBOX}/desk/desk.ts`,
    find: "if (known && (reread ? copy.version < known.item.version : copy.version <= known.item.version)) return null;",
    replace: "if (known && reread && copy.version < known.item.version) return null;",
  },
  {
    name: "numbers of frames go on after a restart",
    file: `${INBOX}/desk/desk.ts`,
    find: "      this.#ceiling = this.#seq + SEQ_BLOCK;\n",
    replace: "      this.#ceiling = this.#seq;\n",
  },
  {
    name: "packets that Postgres does not have are not confirmed",
    file: "workers/consumers/postgres.ts",
    find: "if (isDown(error)) return leaveToOutbox(batch, error, log);",
    replace: "if (isDown(error)) return confirm(packets).then(() => batch.ackAll());",
  },
  {
    name: "an older event does not replace a newer one in Postgres",
    file: "db/projections/upsert.ts",
    find: " WHERE excluded.${version} > t.${version}",
    replace: " WHERE excluded.${version} <> t.${version}",
  },
  {
    name: "events have an alarm in case the object stops",
    file: "durable-objects/kit/outbox/outbox.ts",
    find: "    this.#deps.schedule.setIfEarlier(this.#alarmName, this.#deps.now() + BACKUP_AFTER_MS);\n    if (this.#timerSet)",
    replace: "    if (this.#timerSet)",
  },
  {
    name: "an outbox sends again what is not confirmed",
    file: "durable-objects/kit/outbox/outbox.ts",
    find: "inFlight.packets.filter(({ resendAtMs }) => resendAtMs <= nowMs);",
    replace: "inFlight.packets.filter(({ resendAtMs }) => resendAtMs <= 0);",
  },
  {
    name: "a pause is said to hold only where queues have taken it",
    file: "durable-objects/campaign/lifecycle/spread.ts",
    find: "const reached = queues.filter((row) => row.epoch >= epoch).length;",
    replace: "const reached = queues.filter((row) => row.epoch >= 0 * epoch).length;",
  },
  {
    name: "a name leaves the schedule only after its handler",
    file: "durable-objects/kit/time/alarm-schedule.ts",
    find: "    this.#running.set(name, running);\n",
    replace: '    this.#running.set(name, running);\n    this.#sql.run("DELETE FROM alarms WHERE name = ?", name);\n',
  },
];
