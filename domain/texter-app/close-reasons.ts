/** Why a socket was closed (4000–4999); the app shows the reason and knows whether reconnecting makes sense. */
export const CLOSE_REASONS = {
  4400: "bad_frame",
  4401: "not_signed_in",
  4403: "suspended",
  4408: "no_hello",
  4426: "too_old",
  4429: "too_many_sockets",
  /** It asks too often; connecting again a little later makes sense. */
  4430: "throttled",
} as const;
export type CloseCode = keyof typeof CLOSE_REASONS;
