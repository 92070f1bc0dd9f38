/** Twilio as the carrier of a campaign's queue, and of a line of the phone service (domain/sending/carrier.ts). */
import { MOST_INBOUND_BYTES, picturePath } from "../domain/messages/media.ts";
import type { Carrier, LookUp, OfferedText } from "../domain/sending/carrier.ts";
import { createMessage } from "./carrier.ts";
import type { TwilioAccount, CarrierDeps } from "./carrier.ts";
import { findMessage, listTexts } from "./look-up.ts";
import { fetchMedia } from "./media.ts";
import type { MediaCallDeps } from "./media.ts";

export type TwilioSettings = Pick<Carrier, "lookUpAfterMs" | "absenceIsProofAfterMs"> & {
  /** Public origin, for callback addresses and pictures. */
  origin: string;
  account: TwilioAccount;
  deps: CarrierDeps;
  fetchMedia: MediaCallDeps["fetch"];
};

/** @param share the pace of the account, which all queues share */
export function twilioCarrier(settings: TwilioSettings, share: Carrier["share"]): Carrier {
  const { origin, account, deps, lookUpAfterMs, absenceIsProofAfterMs } = settings;
  const mediaDeps = { fetch: settings.fetchMedia, timeoutMs: 3 * deps.timeoutMs, mostBytes: MOST_INBOUND_BYTES };
  return {
    carry: (text: OfferedText) =>
      createMessage(
        account,
        {
          to: text.to,
          body: text.body,
          // Contains the product's ids, so that a report finds its text before a sid is stored.
          statusCallback: `${origin}/webhooks/twilio/${text.orgId}/${text.reportPath ?? `status/${text.contactId}/${text.messageId}`}`,
          messagingServiceSid: text.messagingServiceSid ?? undefined,
          from: text.from ?? undefined,
          validityPeriodSeconds: text.validityPeriodSeconds,
          mediaUrl: text.picture === null ? undefined : origin + picturePath(text.picture),
        },
        deps,
      ),
    find: (wanted: LookUp) => findMessage(account, wanted, deps),
    list: (query) => listTexts(account, query, deps),
    fetchMedia: (path) => fetchMedia(account, path, mediaDeps),
    share,
    lookUpAfterMs,
    absenceIsProofAfterMs,
  };
}
