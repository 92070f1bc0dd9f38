/** Child of bundle.ts: prints wrangler.toml (the first argument) as Miniflare's worker options. */
import { unstable_getMiniflareWorkerOptions } from "wrangler";

const configPath = process.argv[2];
if (configPath === undefined) throw new Error("give the path of wrangler.toml");
// The rules for importing files as modules were applied when the Worker was bundled.
const { modulesRules: _applied, ...options } = unstable_getMiniflareWorkerOptions(configPath).workerOptions;
process.stdout.write(JSON.stringify(options));
