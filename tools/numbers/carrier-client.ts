/** The carrier's own library for the tools of this folder, logged in as the environment says. */
import twilio from "twilio";

export type CarrierClient = ReturnType<typeof twilio>;

/** All of the carrier's hosts are one origin: an emulator's. */
class OneOrigin extends twilio.RequestClient {
  readonly #origin: string;

  constructor(origin: string) {
    super();
    this.#origin = origin;
  }

  override request<Answer>(options: Parameters<typeof twilio.RequestClient.prototype.request<Answer>>[0]) {
    return super.request<Answer>({ ...options, uri: options.uri.replace(/^https:\/\/\w+\.twilio\.com/, this.#origin) });
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * @param variables of the environment: TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN or TWILIO_API_KEY_SID and
 *   TWILIO_API_KEY_SECRET; CARRIER_API_BASE for an emulator
 * @throws what is missing and how to set it
 */
export function carrierClient(variables: Variables): CarrierClient {
  const { TWILIO_ACCOUNT_SID: accountSid, CARRIER_API_BASE: base } = variables;
  const [user, password] = variables["TWILIO_API_KEY_SID"]
    ? [variables["TWILIO_API_KEY_SID"], variables["TWILIO_API_KEY_SECRET"]]
    : [accountSid, variables["TWILIO_AUTH_TOKEN"]];
  if (!accountSid || !user || !password) {
    throw new Error(
      "The carrier's login is missing: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (or TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET).",
    );
  }
  const isEmulator = base !== undefined && base !== "" && !base.endsWith(".twilio.com");
  return twilio(user, password, { accountSid, ...(isEmulator ? { httpClient: new OneOrigin(base) } : {}) });
}
