/**
 * Setup of every Workers test file: objects that still work in the background log nothing after its last test. What they
 * log is sent with the runner's next message; vitest waits for it before the runner has one, and the run never ends.
 */
import { afterAll } from "vitest";

afterAll(() => {
  for (const method of ["debug", "error", "info", "log", "warn"] as const) console[method] = () => {};
});
