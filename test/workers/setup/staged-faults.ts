/**
 * Faults that a test stages on purpose. The runtime prints each that leaves an object as an uncaught exception, even when
 * the caller handles it; among the lines of a green run nobody would see one that no test has staged.
 */

/** A part of each staged fault's message. */
export const STAGED_FAULT = "staged by this test";

/** What is printed, without the runtime's lines of staged faults. */
export function withoutStagedFaults(printed: string): string {
  let isStaged = false;
  const left = printed.split("\n").filter((line) => {
    if (line.startsWith("uncaught exception")) isStaged = line.includes(STAGED_FAULT);
    // Its stack.
    else if (!line.startsWith("    at ")) isStaged = false;
    return !isStaged;
  });
  return left.join("\n");
}

/** From now on this process prints none of them; the runtime's lines come on both streams. */
export function hideStagedFaults(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const left = typeof chunk === "string" ? withoutStagedFaults(chunk) : chunk;
      return left === "" || write(left, ...rest);
    };
  }
}
