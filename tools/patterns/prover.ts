/** Proves how long a regular expression takes: a worker of its own, which is ended when it does not come to an end itself. */
import { Worker } from "node:worker_threads";
import type { Verdict } from "./judge.ts";

const TIMEOUT_MS = 10_000;
/** The proof looks at its own time only now and then. */
const PATIENCE_MS = 2 * TIMEOUT_MS;

/** In the worker: recheck in JavaScript, which asks neither for Java nor for a program of its own. */
const WORKER = `
  process.env.RECHECK_BACKEND = "pure";
  const { parentPort } = require("node:worker_threads");
  import("recheck").then(({ check }) => {
    parentPort.on("message", async ({ source, flags, timeout }) => {
      const found = await check(source, flags, { timeout, randomSeed: 0 });
      parentPort.postMessage(found.status === "unknown" ? "unknown" : found.complexity.type);
    });
    parentPort.postMessage("ready");
  });
`;

export class Prover {
  #worker: Worker | null = null;

  async prove({ source, flags }: { source: string; flags: string }): Promise<Verdict> {
    this.#worker ??= await started();
    this.#worker.postMessage({ source, flags, timeout: TIMEOUT_MS });
    const answer = await answerOf(this.#worker, PATIENCE_MS);
    if (answer === null) await this.end();
    if (answer === "safe" || answer === "linear") return "linear";
    return answer === "polynomial" || answer === "exponential" ? answer : "unknown";
  }

  async end(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }
}

async function started(): Promise<Worker> {
  const worker = new Worker(WORKER, { eval: true });
  await answerOf(worker, 60_000);
  return worker;
}

/** The worker's next message, or null when it takes longer. */
function answerOf(worker: Worker, waitMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), waitMs);
    worker.once("error", reject);
    worker.once("message", (message: unknown) => {
      clearTimeout(timer);
      worker.removeListener("error", reject);
      resolve(message);
    });
  });
}
