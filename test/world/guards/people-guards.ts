/** Roles, and how their copies arrive. */
import type { Guard } from "./guard.ts";

const INBOX = "durable-objects/texter-inbox";

export const PEOPLE_GUARDS: readonly Guard[] = [
  {
    name: "a suspended texter is refused",
    likely: ["suspensions"],
    changes: [
      {
        file: `${INBOX}/people/sessions.ts`,
        find: 'if (this.#membership.role === "SUSPENDED") {',
        replace: "if (nowMs < 0) {",
      },
      {
        file: `${INBOX}/desk/operations.ts`,
        find: '      if (this.#deps.membership().role === "SUSPENDED") return unchanged(SUSPENDED);\n',
        replace: "",
      },
    ],
  },
  {
    name: "an older role does not replace a newer one",
    likely: ["suspensions", "late-calls"],
    changes: [
      {
        file: `${INBOX}/people/sessions.ts`,
        find: "if (copy.version <= this.roleVersion) return false;",
        replace: "if (copy.version === this.roleVersion) return false;",
      },
    ],
  },
  {
    name: "a role change notes its copy in its own transaction",
    likely: ["suspensions"],
    changes: [
      {
        file: "workers/admin/people/change-role.ts",
        find: '      noteChange(db, { subject: "role", key: inboxKey(orgId, personId), orgId }),\n',
        replace: "",
      },
    ],
  },
  {
    name: "the cron delivers what a request could not",
    likely: ["suspensions", "lost-calls"],
    changes: [
      {
        file: "workers/authored/deliver.ts",
        find: 'return deliverDue(env, databaseOf(env), createLogger({ cron: "authored-copies" }));',
        replace: "return Promise.resolve(void env);",
      },
    ],
  },
];
