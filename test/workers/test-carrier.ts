/** For the Workers tests: webhooks as the carrier delivers them, and a conversation that they belong to. */
import { expect } from "vitest";
import type { TexterAnswers } from "../../domain/texter-app/texter.ts";
import { bodyHash, parseForm, sign, SIGNATURE_SETTINGS } from "../../twilio/signature.ts";
import { started } from "./test-campaign.ts";
import type { TestOrganization } from "./test-client.ts";
import { env, newTexter, fetchWorker } from "./test-client.ts";

/** `by`: what handles the request; by default the Worker itself. */
export type WebhookDelivery = {
  token?: string;
  signedPath?: string;
  signature?: string;
  /** As JSON, with the hash of the body in the address. */
  json?: boolean;
  /** Signed by a shared key with this secret instead of the token. */
  sharedKey?: string;
  idempotencyToken?: string;
  by?: (request: Request) => Response | Promise<Response>;
};

/** Posts a signed webhook to a path of the Worker. */
export async function deliverWebhook(to: string, form: Record<string, string>, delivery: WebhookDelivery = {}) {
  const { token = env.TWILIO_AUTH_TOKEN, json = false, sharedKey, idempotencyToken, by } = delivery;
  const body = json ? JSON.stringify(form) : new URLSearchParams(form).toString();
  const path = json ? `${to}?bodySHA256=${bodyHash(body)}` : to;
  const url = env.PUBLIC_ORIGIN + (delivery.signedPath ?? path);
  const fields = json ? {} : parseForm(body);
  const signed = sharedKey === undefined ? sign(token, url, fields) : sign(sharedKey, url, fields, "sha256");
  const headers = {
    "content-type": json ? "application/json" : "application/x-www-form-urlencoded",
    "x-twilio-signature": delivery.signature ?? signed,
    ...(sharedKey === undefined ? {} : { [SIGNATURE_SETTINGS]: "key=k1,algorithm=HMAC_SHA256" }),
    ...(idempotencyToken === undefined ? {} : { "i-twilio-idempotency-token": idempotencyToken }),
  };
  const init = { method: "POST", headers, body };
  const response = by ? await by(new Request(env.PUBLIC_ORIGIN + path, init)) : await fetchWorker(path, init);
  return { status: response.status, text: await response.text() };
}

/** The form of an inbound text; a new one each time. */
export const inboundForm = (from: string, body: string, to = "+16175550100") => ({
  MessageSid: `SM${crypto.randomUUID().replaceAll("-", "")}`,
  AccountSid: env.TWILIO_ACCOUNT_SID,
  From: from,
  To: to,
  Body: body,
});

/** A texter who has sent the first text to the only contact of a campaign. */
export async function texted(organization: TestOrganization, cell: string, service: string | null = null) {
  const { campaignId, joinToken } = await started(organization, `first,last,cell\r\nAnn,Lee,${cell}\r\n`, service);
  const texter = await newTexter(organization);
  const op = async (name: string, json: unknown) => (await texter.call(`/api/texter/${name}`, { json })).body;
  await op("join", { token: joinToken });
  await op("take", { campaignId, requestId: crypto.randomUUID() });
  const { items } = (await op("next", { campaignId, count: 1, have: [] })) as unknown as TexterAnswers["next"];
  const [{ contactId, firstText } = missing()] = items;
  const body = firstText?.ok ? firstText.text : missing();
  const messageId = crypto.randomUUID();
  const sent = await op("send", { contactId, messageId, body, initial: true, lastSeenId: null });
  expect(sent).toMatchObject({ ok: true });
  const item = async () => ((await op("contact", { contactId })) as unknown as TexterAnswers["contact"]).item;
  return { campaignId, contactId, messageId, op, item };
}

function missing(): never {
  throw new Error("no contact was handed out");
}
