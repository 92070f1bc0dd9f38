import type { InboundText } from "../../domain/protocol/objects.ts";
import { mediaPath } from "../../twilio/media.ts";
import type { Inbound } from "../../twilio/statuses.ts";
import type { Env } from "../env.ts";

/** The files that came with a text, and which of them are the carrier's: the queue fetches no others. */
export function filesOf(env: Env, { media }: Pick<Inbound, "media">): Pick<InboundText, "media"> {
  if (media.length === 0) return {};
  const account = { accountSid: env.TWILIO_ACCOUNT_SID, apiBase: env.CARRIER_API_BASE };
  return { media: media.map(({ url, contentType: type }) => ({ url, path: mediaPath(account, url), type })) };
}
