/**
 * What somebody hears who calls a number that texts came from (docs/rules.md#numbers-voice): the organization says, plays, or
 * forwards, or the call is rejected, which costs nothing.
 */
/** In characters: about a minute. */
export const MOST_SAID = 600;

export type VoiceAnswer =
  | { kind: "reject" }
  | { kind: "say"; text: string; language: "en-US" | "es-US" | "fr-CA" }
  /** The address of an MP3 or WAV that anybody can open. */
  | { kind: "play"; url: string }
  /** E.164. */
  | { kind: "forward"; to: string };

/** Until an organization sets its own. */
export function defaultVoiceAnswer(orgName: string): VoiceAnswer {
  const text = `Hello. This is a number of ${orgName} for text messages. Nobody answers calls here. Please send a text.`;
  return { kind: "say", text: text.slice(0, MOST_SAID), language: "en-US" };
}

/** Where the carrier asks what to do with a call. @param orgId null: a number of the shared pool, whose holder is looked up */
export function voicePath(orgId: string | null): string {
  return `/webhooks/twilio/${orgId ?? "shared"}/voice`;
}

/** Asked by the carrier when the address above has failed. */
export function voiceFallbackPath(orgId: string | null): string {
  return `${voicePath(orgId)}/fallback`;
}
