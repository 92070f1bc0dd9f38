/** `npm run test:redis`: tests that need `redis-server` on this machine. All others run without it. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{durable-objects,workers,tools,test}/**/*.redis.test.ts"],
    environment: "node",
    pool: "forks",
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000, interval: 20 } },
  },
});
