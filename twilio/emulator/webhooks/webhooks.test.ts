import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createMessage } from "../../carrier.ts";
import { validateRequestWithBody } from "twilio/lib/webhooks/webhooks.js";
import { bodyHash, isSignedByCarrier, parseForm, sign } from "../../signature.ts";
import { messageTwiml } from "../../twiml.ts";
import { DEMO_ACCOUNT, defaultSettings } from "../settings.ts";
import { account, ANNA, INBOUND_URL, testCarrier } from "../test-carrier.ts";
import type { WebhookAnswer } from "./webhooks.ts";

type Hit = { path: string; headers: IncomingHttpHeaders; body: string };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The product's side of webhooks: answers each with the next status of the list, the last one for ever. */
async function receiver(...statuses: number[]) {
  const hits: Hit[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const status = statuses[Math.min(hits.length, statuses.length - 1)] ?? 200;
      hits.push({ path: request.url ?? "", headers: request.headers, body });
      // 0: the connection breaks without an answer.
      if (status === 0) request.socket.destroy();
      else response.writeHead(status, { "content-type": "text/xml" }).end(messageTwiml("Thanks 🙂"));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A listening TCP server has an address of this kind.
  return { hits, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** More patient than the carrier is by itself. */
const policy = { retryDelayMs: 0, timeoutMs: 5000, causes: ["ct", "rt", "4xx", "5xx"] };

function pushing(inboundUrl: string, over: object = {}, fallbackUrl: string | null = null) {
  const services = [{ sid: DEMO_ACCOUNT.serviceSid, numbers: DEMO_ACCOUNT.numbers, inboundUrl, fallbackUrl }];
  const accounts = [{ sid: DEMO_ACCOUNT.sid, authToken: DEMO_ACCOUNT.authToken, services }];
  return testCarrier({ settings: { mode: "push", accounts, inbound: { ...policy, retries: 2 }, ...over } });
}

const inbound = { from: ANNA, body: "Yes" };
type Answered = { answers: WebhookAnswer[] };

describe("webhooks over HTTP", () => {
  test("an inbound text is delivered, signed for its address, and its TwiML is sent", async () => {
    const { hits, origin } = await receiver(200);
    const carrier = pushing(`${origin}/inbound?q=1`);
    const { answers } = await carrier.control<Answered>("/inbound", inbound);
    expect(answers).toMatchObject([{ status: 200, body: messageTwiml("Thanks 🙂"), attempts: 1 }]);
    const [hit] = hits;
    const signature = String(hit!.headers["x-twilio-signature"]);
    expect(hit!.headers["content-type"]).toBe("application/x-www-form-urlencoded; charset=UTF-8");
    expect(isSignedByCarrier(signature, `${origin}/inbound?q=1`, parseForm(hit!.body), [account.authToken])).toBe(true);
    expect(await carrier.ledger()).toMatchObject([{ body: "Thanks 🙂", direction: "outbound-reply" }]);
  });

  test("a failing one is repeated with the same message and idempotency token until it is answered", async () => {
    const { hits, origin } = await receiver(0, 500, 200);
    const carrier = pushing(`${origin}/inbound`);
    expect((await carrier.control<Answered>("/inbound", inbound)).answers).toMatchObject([
      { status: 200, attempts: 3 },
    ]);
    expect(hits).toHaveLength(3);
    expect(new Set(hits.map(({ body }) => body)).size).toBe(1);
    expect(new Set(hits.map(({ headers }) => headers["i-twilio-idempotency-token"])).size).toBe(1);
    expect(await carrier.summary()).toMatchObject({ inbound: { texts: 1, answered: 1 } });
  });

  test("after all tries the fallback address gets it, with the error and the same idempotency token", async () => {
    const main = await receiver(500);
    const fallback = await receiver(200);
    const carrier = pushing(`${main.origin}/inbound`, {}, `${fallback.origin}/fallback`);
    const { answers } = await carrier.control<Answered>("/inbound", inbound);
    expect(answers).toMatchObject([{ status: 200, attempts: 4, url: `${fallback.origin}/fallback` }]);
    expect(main.hits).toHaveLength(3);
    const [hit] = fallback.hits;
    const params = parseForm(hit!.body);
    expect(params).toMatchObject({ ErrorCode: "11200", ErrorUrl: `${main.origin}/inbound`, Body: "Yes" });
    expect(hit!.headers["i-twilio-idempotency-token"]).toBe(main.hits[0]!.headers["i-twilio-idempotency-token"]);
    const signature = String(hit!.headers["x-twilio-signature"]);
    expect(isSignedByCarrier(signature, `${fallback.origin}/fallback`, params, [account.authToken])).toBe(true);
  });

  test("a main address that is not reached, or whose answer gets lost, is a fault for whom it is asked", async () => {
    const main = await receiver(200);
    const fallback = await receiver(200);
    const carrier = pushing(`${main.origin}/inbound`, { inbound: { ...policy, retries: 0 } }, fallback.origin);
    for (const [kind, errorCode, reached] of [
      ["inbound-unreachable", "11205", 0],
      ["inbound-answer-lost", "11200", 1],
    ] as const) {
      await carrier.control("/faults", { kind, to: ANNA, count: 1 });
      const { answers } = await carrier.control<Answered>("/inbound", inbound);
      expect(answers).toMatchObject([{ status: 200, attempts: 2, url: fallback.origin }]);
      expect(main.hits).toHaveLength(reached);
      const { body = "" } = fallback.hits.at(-1) ?? {};
      expect(parseForm(body)).toMatchObject({ ErrorCode: errorCode, ErrorUrl: `${main.origin}/inbound` });
    }
    expect((await carrier.control<Answered>("/inbound", inbound)).answers).toMatchObject([{ attempts: 1 }]);
  });

  test("no connection is tried twice, then the fallback address; an answer that is an error goes there at once", async () => {
    const fallback = await receiver(200);
    const gone = await receiver(200);
    servers.pop()!.close();
    const failing = await receiver(500);
    const defaults = { inbound: { ...defaultSettings().inbound, retryDelayMs: 0 } };
    for (const [main, attempts] of [
      [gone, 3],
      [failing, 2],
    ] as const) {
      const carrier = pushing(`${main.origin}/inbound`, defaults, `${fallback.origin}/fallback`);
      expect((await carrier.control<Answered>("/inbound", inbound)).answers).toMatchObject([{ status: 200, attempts }]);
    }
    expect(failing.hits).toHaveLength(1);
  });

  test("all tries at an address together have the time of one", async () => {
    const silent = createServer(() => {});
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const carrier = pushing(origin, { inbound: { ...policy, retries: 5, timeoutMs: 50 } });
    const [answer] = (await carrier.control<Answered>("/inbound", inbound)).answers;
    expect(answer?.status).toBe(0);
    // A timer may ring within the last millisecond, which leaves time for a second try, but not for six.
    expect(answer?.attempts).toBeLessThanOrEqual(2);
  });

  test("as JSON the address carries the hash of the body, and is signed alone", async () => {
    const { hits, origin } = await receiver(200);
    const carrier = pushing(`${origin}/inbound?q=1`, { webhookFormat: "json" });
    await carrier.control("/inbound", { from: ANNA, body: "Sí 🙂" });
    const [hit] = hits;
    const signature = String(hit!.headers["x-twilio-signature"]);
    expect(hit!.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(hit!.body)).toMatchObject({ From: ANNA, Body: "Sí 🙂" });
    expect(hit!.path).toBe(`/inbound?q=1&bodySHA256=${bodyHash(hit!.body)}`);
    expect(validateRequestWithBody(account.authToken, signature, origin + hit!.path, hit!.body)).toBe(true);
  });

  test("an account with a shared key signs by HMAC-SHA256 and says with which key", async () => {
    const { hits, origin } = await receiver(200);
    const services = [{ sid: DEMO_ACCOUNT.serviceSid, numbers: DEMO_ACCOUNT.numbers, inboundUrl: `${origin}/inbound` }];
    const sharedKey = { id: "webhooks_key_1", secret: "shared" };
    const accounts = [{ sid: DEMO_ACCOUNT.sid, authToken: DEMO_ACCOUNT.authToken, services, sharedKey }];
    const carrier = testCarrier({ settings: { mode: "push", accounts } });
    await carrier.control("/inbound", inbound);
    const { headers, body } = hits[0]!;
    expect(headers["x-twilio-webhooks-signature-settings"]).toBe("key=webhooks_key_1,algorithm=HMAC_SHA256");
    expect(headers["x-twilio-signature"]).toBe(sign("shared", `${origin}/inbound`, parseForm(body), "sha256"));
  });

  test("connection overrides in the address set the retries and are not signed", async () => {
    const all = await receiver(500);
    expect(
      (await pushing(`${all.origin}/in#rc=1&rp=all`).control<Answered>("/inbound", inbound)).answers,
    ).toMatchObject([{ status: 500, attempts: 2, url: `${all.origin}/in` }]);
    expect(all.hits[0]!.path).toBe("/in");
    const connectOnly = await receiver(500);
    const { answers } = await pushing(`${connectOnly.origin}/in#rc=4`).control<Answered>("/inbound", inbound);
    expect(answers).toMatchObject([{ attempts: 1 }]);
  });

  test("no listener, or an answer that never comes, counts as no answer", async () => {
    const gone = await receiver(200);
    servers.pop()!.close();
    const { answers } = await pushing(gone.origin, { inbound: { ...policy, retries: 0 } }).control<Answered>(
      "/inbound",
      inbound,
    );
    expect(answers).toMatchObject([{ status: 0, attempts: 1 }]);

    const silent = createServer(() => {});
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const origin = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const slow = pushing(origin, { inbound: { ...policy, retries: 0, timeoutMs: 50 } });
    expect((await slow.control<Answered>("/inbound", inbound)).answers).toMatchObject([{ status: 0 }]);
  });

  test("a Worker behind another port gets what is signed for its public address", async () => {
    const { hits, origin } = await receiver(200);
    const carrier = pushing(INBOUND_URL, { origins: { "https://text.example.org": origin } });
    await carrier.control("/inbound", inbound);
    const signature = String(hits[0]!.headers["x-twilio-signature"]);
    expect(hits[0]!.path).toBe("/webhooks/inbound");
    expect(isSignedByCarrier(signature, INBOUND_URL, parseForm(hits[0]!.body), [account.authToken])).toBe(true);
  });

  test("status callbacks are not repeated unless that is set", async () => {
    const { hits, origin } = await receiver(500);
    const carrier = pushing(origin);
    await createMessage(account, carrier.text({ statusCallback: `${origin}/status` }), carrier.deps);
    await expect
      .poll(async () => (await carrier.control<{ webhooks: object }>("/ledger/summary")).webhooks)
      .toMatchObject({
        status: { sent: 3, refused: 3, underWay: 0 },
      });
    expect(hits).toHaveLength(3);
  });

  test("a burst is answered as a whole, over connections that are used again", async () => {
    const { hits, origin } = await receiver(200);
    let connections = 0;
    servers.at(-1)!.on("connection", () => (connections += 1));
    const carrier = pushing(origin);
    const texts = Array.from({ length: 900 }, (_, i) => ({
      from: `+1617444${String(i).padStart(4, "0")}`,
      body: `Yes ${i}`,
    }));
    expect(await carrier.control("/inbound/burst", { texts })).toMatchObject({ texts: 900, answered: 900, failed: 0 });
    expect(hits).toHaveLength(900);
    expect(connections).toBeLessThanOrEqual(512);
  });
});
