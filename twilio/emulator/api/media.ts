/**
 * Pictures and other files (MMS): those of inbound texts are served as Twilio does, under the account's own address; those of
 * outgoing texts are fetched from where `MediaUrl` says, and what came of it stands in the ledger.
 */
import type { FormParams } from "../../signature.ts";
import type { Ledger, LedgerText } from "../ledger.ts";
import { messagesPath } from "./message-resource.ts";
import type { Settings } from "../settings.ts";

/** A file of an inbound text: its bytes, or an address elsewhere, as nobody but a forger would send. */
export type InboundFile = { contentType: string; base64?: string | undefined; url?: string | undefined };

/** What the carrier found at a `MediaUrl`. `status` is 0 when nothing answered, null until it was asked. */
export type FetchedFile = { url: string; status: number | null; contentType: string; bytes: number };

const MOST_FILES = 10;
const MOST_BYTES = 5 * 1024 * 1024;
const SENDABLE = /^(image\/(jpeg|png|gif)|video\/|audio\/|text\/vcard|application\/pdf)/;
const FETCH_TIMEOUT_MS = 10_000;
/** Twilio's codes: nothing to be had, of a type that phones do not show, too large. */
const UNREACHABLE = 11_200;
const WRONG_TYPE = 12_300;
const TOO_LARGE = 30_019;

/** 32 hex digits after ME, made of the text's sid and the file's place. */
export function mediaSid(messageSid: string, index: number): string {
  return `ME${messageSid.slice(2, 32)}${String(index).padStart(2, "0")}`;
}

/** The parameters that a webhook names files by. */
export function fileParams(
  files: readonly InboundFile[],
  { origin, accountSid, messageSid }: { origin: string; accountSid: string; messageSid: string },
): Record<string, string> {
  const params: Record<string, string> = { NumMedia: String(files.length) };
  for (const [i, { contentType, url }] of files.entries()) {
    params[`MediaContentType${i}`] = contentType;
    params[`MediaUrl${i}`] =
      url ?? `${origin}${messagesPath(accountSid)}/${messageSid}/Media/${mediaSid(messageSid, i)}`;
  }
  return params;
}

/** A file of an inbound text by its sids; null when there is none. */
export function inboundFile(
  ledger: Ledger,
  messageSid: string,
  sid: string,
): { contentType: string; file: Buffer } | null {
  const files = ledger.inbound(messageSid)?.files ?? [];
  const found = files.find((_, i) => mediaSid(messageSid, i) === sid);
  return found?.base64 === undefined
    ? null
    : { contentType: found.contentType, file: Buffer.from(found.base64, "base64") };
}

/** The addresses of a request to send; a code when one is none. */
export function mediaUrls(
  params: FormParams,
): { ok: true; urls: string[] } | { ok: false; code: number; detail: string } {
  const given = params["MediaUrl"];
  const urls = given === undefined || given === "" ? [] : Array.isArray(given) ? given : [given];
  if (urls.length > MOST_FILES) return { ok: false, code: 21_623, detail: `${urls.length} files` };
  const wrong = urls.find((url) => !/^https?:\/\/[^/]/.test(url) || !URL.canParse(url));
  return wrong === undefined ? { ok: true, urls } : { ok: false, code: 21_620, detail: wrong };
}

/** Fetches the files of a text and notes them; the code by which the text fails, or null. */
export async function fetchFiles(
  text: LedgerText,
  deps: { settings: () => Settings; ledger: Ledger },
): Promise<number | null> {
  const { origins } = deps.settings();
  const files = await Promise.all(
    (text.media ?? []).map(async ({ url }): Promise<FetchedFile> => {
      const { origin } = new URL(url);
      try {
        const answer = await fetch((origins[origin] ?? origin) + url.slice(origin.length), {
          signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
        });
        const bytes = (await answer.arrayBuffer()).byteLength;
        return { url, status: answer.status, contentType: answer.headers.get("content-type") ?? "", bytes };
      } catch {
        return { url, status: 0, contentType: "", bytes: 0 };
      }
    }),
  );
  deps.ledger.noteFiles(text, files);
  if (files.some(({ status }) => status !== 200)) return UNREACHABLE;
  if (files.some(({ contentType }) => !SENDABLE.test(contentType))) return WRONG_TYPE;
  return files.some(({ bytes }) => bytes > MOST_BYTES) ? TOO_LARGE : null;
}
