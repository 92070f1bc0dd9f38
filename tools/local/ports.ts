import { createServer } from "node:net";

/** Whether a server could listen there now. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await portProblem(port)) === null;
}

/** Why no server can listen there now, and what to do; null when one can. */
export function portProblem(port: number): Promise<string | null> {
  const other = `choose another one, e.g. PORT=${port < 1024 ? 8787 : port + 1} npm start.`;
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(`Port ${port} is taken: stop what listens there, or ${other}`);
      else if (error.code === "EACCES") resolve(`This user may not use port ${port}: ${other}`);
      else resolve(`Port ${port} cannot be used (${error.message}): ${other}`);
    });
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(null)));
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
