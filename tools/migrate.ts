/** `DATABASE_URL=… npm run migrate`: brings a Postgres to the newest schema, before the Worker that needs it is deployed. */
import { Pool } from "pg";
import { migrateDatabase } from "../db/migrate.ts";

const url = process.env["DATABASE_URL"];
if (!url) {
  console.error("DATABASE_URL is missing: DATABASE_URL=postgresql://… npm run migrate");
  process.exit(2);
}
const pool = new Pool({ connectionString: url, max: 1 });
try {
  await migrateDatabase({ kind: "pg", pool });
  console.log("The schema is up to date.");
} finally {
  await pool.end();
}
