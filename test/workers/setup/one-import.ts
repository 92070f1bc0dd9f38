/**
 * Setup of every Workers test file: the Worker's module is imported once. By itself the plugin imports it at every request,
 * every call of an object, every alarm and every frame, and each time asks vitest's process twice, where the question
 * waits behind the modules of all other files; with it most of a test is that wait.
 */
const WORKER = "/workers/index.ts";

type Import = (specifier: string, ...options: unknown[]) => Promise<Record<string, unknown>>;
/** Vitest's own, as @cloudflare/vitest-plugin reaches it. */
const { moduleRunner } = (globalThis as unknown as { __vitest_mocker__: { moduleRunner: { import: Import } } })
  .__vitest_mocker__;

if (!Object.hasOwn(moduleRunner, "import")) {
  const imported = moduleRunner.import.bind(moduleRunner);
  const worker = new Map<string, Record<string, unknown>>();
  moduleRunner.import = async (specifier, ...options) => {
    if (!specifier.endsWith(WORKER)) return imported(specifier, ...options);
    const known = worker.get(specifier);
    if (known) return known;
    const found = await imported(specifier);
    worker.set(specifier, found);
    return found;
  };
}
