/** `npm run check:house`: fails when the layout's rules are broken (house.ts), with a line per finding. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../local/bundle.ts";
import { problemsOf } from "./house.ts";

const FOLDERS = ["domain", "twilio", "db", "durable-objects", "workers", "web", "tools", "test"];

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name)),
).map((file) => ({
  path: file.slice(projectRoot.length + 1).replaceAll("\\", "/"),
  text: readFileSync(file, "utf8"),
}));
const problems = problemsOf(files);
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(
    `The layout has ${problems.length} ${problems.length === 1 ? "problem" : "problems"} (docs/architecture.md).`,
  );
  process.exitCode = 1;
}
