/**
 * Lua scripts for Upstash may have a flag in their first line that only Upstash knows (`allow-key-locking`), and other Redis servers
 * refuse the whole script. Without it they do the same here, where each script has the server to itself.
 */
import { createHash } from "node:crypto";
import type { Command } from "./request.ts";

const FIRST_LINE = /^#!lua[^\n]*/;
const OWN_FLAG = "allow-key-locking";

export class Scripts {
  /** Hash of the script as the server has it, by hash of the script as its caller knows it. */
  readonly #hashes = new Map<string, string>();

  /** The command as the server takes it. */
  known(command: Command): Command {
    const [name = "", script = "", ...rest] = command;
    const kind = name.toUpperCase();
    if (kind === "EVALSHA" || kind === "EVALSHA_RO") return [name, this.#hashes.get(script) ?? script, ...rest];
    if (kind === "EVAL" || kind === "EVAL_RO") return [name, this.#taken(script), ...rest];
    const [loaded, ...more] = rest;
    if (kind === "SCRIPT" && script.toUpperCase() === "LOAD" && loaded !== undefined) {
      return [name, script, this.#taken(loaded), ...more];
    }
    return command;
  }

  #taken(script: string): string {
    const line = FIRST_LINE.exec(script)?.[0];
    if (!line?.includes(OWN_FLAG)) return script;
    const [engine = "", ...flags] = line.split(/[ ,=]+/).filter((part) => part !== "flags" && part !== OWN_FLAG);
    const first = flags.length === 0 ? engine : `${engine} flags=${flags.join(",")}`;
    const taken = first + script.slice(line.length);
    this.#hashes.set(sha1(script), sha1(taken));
    return taken;
  }
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
