import { createServer } from "node:net";

/** Whether a server could listen there now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port that is free now, chosen by the system. All of one call differ. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer());
  const ports: number[] = [];
  for (const probe of probes) {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject);
      probe.listen(0, "127.0.0.1", resolve);
    });
    const address = probe.address();
    if (typeof address === "object" && address !== null) ports.push(address.port);
  }
  await Promise.all(
    probes.map(
      (probe) =>
        new Promise((resolve) => {
          probe.close(resolve);
        }),
    ),
  );
  return ports;
}
