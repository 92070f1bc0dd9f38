/** Leases, desks and their apps. */
import type { Guard } from "./guard.ts";

const QUEUE = "durable-objects/campaign-queue";
const INBOX = "durable-objects/texter-inbox";

export const DESK_GUARDS: readonly Guard[] = [
  {
    name: "the same request gets the same lease",
    likely: ["lost-calls"],
    changes: [
      {
        file: `${QUEUE}/assignment/leases.ts`,
        find: "  if (known) {\n    if (known.texter",
        replace: "  if (known && known.texter === requestId) {\n    if (known.texter",
      },
    ],
  },
  {
    name: "giving back takes only contacts without a text",
    likely: ["giving-back"],
    changes: [
      {
        file: `${QUEUE}/assignment/leases.ts`,
        find: "WHERE texter = ? AND status = 'needsMessage' ORDER BY n",
        replace: "WHERE texter = ? ORDER BY n",
      },
    ],
  },
  {
    name: "a lease that its desk never got goes back",
    likely: ["giving-up"],
    changes: [
      {
        file: `${QUEUE}/assignment/leases.ts`,
        find: "  release(store, row.texter, contacts);\n",
        replace: "  void [release, contacts];\n",
      },
    ],
  },
  {
    name: "the same tap again changes nothing",
    likely: ["double-clicks"],
    changes: [
      {
        file: `${QUEUE}/conversations/conversations.ts`,
        find: '  if (before === "yes") return savedItem(store, contact, null);\n',
        replace: "",
      },
    ],
  },
  {
    name: "a restart has desks read what it may have lost",
    likely: ["object-kills"],
    changes: [
      {
        file: `${QUEUE}/assignment/desks.ts`,
        find: "if (this.#deps.store.desksBehind) this.allAreStale();",
        replace: "",
      },
    ],
  },
  {
    name: "it has those read, too, whose last contacts were given away",
    likely: ["reassignment", "object-kills"],
    changes: [
      {
        file: `${QUEUE}/assignment/desks.ts`,
        find: "SELECT person_id AS texter FROM texters UNION SELECT texter",
        replace: "SELECT DISTINCT texter",
      },
    ],
  },
  {
    name: "a desk takes no older copy of a contact",
    likely: ["late-calls", "replies"],
    changes: [
      {
        file: `${INBOX}/desk/desk.ts`,
        find: "if (known && (reread ? copy.version < known.item.version : copy.version <= known.item.version)) return null;",
        replace: "if (known && reread && copy.version < known.item.version) return null;",
      },
    ],
  },
  {
    name: "a copy that was under way does not bring back a contact who left",
    likely: ["reassignment", "late-calls"],
    changes: [
      {
        file: `${INBOX}/desk/desk.ts`,
        find: "if (copy.version <= this.#gone.versionOf(copy.contactId)) return null;",
        replace: "",
      },
    ],
  },
  {
    name: "what a queue had not when it was read does not come back by an older copy",
    likely: ["reassignment", "object-kills", "late-calls"],
    changes: [
      {
        file: `${INBOX}/desk/desk.ts`,
        find: "    if (!known && !reread && this.#gone.wasMissing(copy)) return null;\n",
        replace: "",
      },
    ],
  },
  {
    name: "a state of a text does not replace a newer one",
    likely: ["slow-network"],
    changes: [
      {
        file: `${INBOX}/desk/state-versions.ts`,
        find: "if (version <= Math.max(known.asOf, known.states.get(messageId) ?? 0)) return false;",
        replace: "",
      },
    ],
  },
  {
    name: "an app whose desk cannot be read is sent away",
    likely: ["sockets", "overload"],
    changes: [
      {
        file: `${INBOX}/texter-inbox.ts`,
        find: '        this.#parts.log.fault("desk_not_read", fault);\n        return this.#parts.sockets.close(socket, 4430);',
        replace: "        throw fault;",
      },
    ],
  },
  {
    name: "numbers of frames go on after a restart",
    likely: ["sockets", "object-kills"],
    changes: [
      {
        file: `${INBOX}/desk/desk.ts`,
        find: "      this.#ceiling = this.#seq + SEQ_BLOCK;\n",
        replace: "      this.#ceiling = this.#seq;\n",
      },
    ],
  },
  {
    name: "an app of an older protocol is not greeted",
    likely: ["old-apps"],
    changes: [
      {
        file: `${INBOX}/sockets.ts`,
        find: 'if (frame.t === "hello" && frame.v < APP_PROTOCOL) {',
        replace: 'if (frame.t === "hello" && frame.v < 0) {',
      },
    ],
  },
  {
    name: "an app that said no hello is not answered",
    likely: ["old-apps"],
    changes: [
      {
        file: `${INBOX}/sockets.ts`,
        find: 'if (frame.t === "op" && !this.isGreeted(socket)) {',
        replace: 'if (frame.t === "op" && frame.id < 0) {',
      },
    ],
  },
];
