/**
 * Append-only file of JSON lines, so that the emulator's memory survives SIGKILL. What is written has reached the
 * operating system before `append` returns; `appendLazily` may lose its last lines.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";

export type Journal = {
  append(entry: object): void;
  appendLazily(entry: object): void;
  clear(): void;
  close(): void;
};

const LAZY_MS = 20;

/** A journal that remembers nothing, for an emulator that lives as long as a test. */
export const noJournal: Journal = { append() {}, appendLazily() {}, clear() {}, close() {} };

/** Opens the file, hands every line that is whole to `replay`, and drops a last line that a kill has torn. */
export function openJournal(path: string, replay: (entry: unknown) => void): Journal {
  mkdirSync(dirname(path), { recursive: true });
  const fd = openSync(path, "a+");
  const content = readFileSync(path, "utf8");
  const whole = content.slice(0, content.lastIndexOf("\n") + 1);
  if (whole !== content) ftruncateSync(fd, Buffer.byteLength(whole));
  for (const line of whole.split("\n")) if (line !== "") replay(JSON.parse(line));

  let lazy = "";
  let timer: NodeJS.Timeout | null = null;
  const write = (line: string): void => {
    const bytes = Buffer.from(line);
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
  };
  const flush = (more: string): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (lazy !== "" || more !== "") write(lazy + more);
    lazy = "";
  };
  return {
    append: (entry) => flush(`${JSON.stringify(entry)}\n`),
    appendLazily: (entry) => {
      lazy += `${JSON.stringify(entry)}\n`;
      timer ??= setTimeout(() => flush(""), LAZY_MS).unref();
    },
    clear: () => {
      lazy = "";
      ftruncateSync(fd, 0);
    },
    close: () => {
      flush("");
      closeSync(fd);
    },
  };
}
