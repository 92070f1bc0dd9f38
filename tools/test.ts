/**
 * `npm test`: the checks and, beside them, the tests, because neither keeps two cores busy by itself. Arguments are Vitest's
 * (`npm test -- opt-out`). A check that fails ends the run at once, and is shown.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url).href);
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url).href);

const checks = spawn("npm", ["run", "check"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
const printed: Buffer[] = [];
for (const stream of [checks.stdout, checks.stderr]) stream.on("data", (piece: Buffer) => printed.push(piece));
const tests = spawn(process.execPath, [vitest, "run", ...process.argv.slice(2)], { cwd: root, stdio: "inherit" });

const checked = codeOf(checks).then((code) => {
  if (code !== 0) {
    tests.kill("SIGTERM");
    process.stdout.write(Buffer.concat(printed));
  }
  return code;
});
const [checkCode, testCode] = await Promise.all([checked, codeOf(tests)]);
if (checkCode === 0) console.log("The checks passed, too.");
else console.error("\nThe checks failed, so the tests were ended: npm run check.");
process.exitCode = checkCode === 0 ? testCode : checkCode;

/** Its exit code; 1 when a signal ended it. */
function codeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
