/**
 * Pictures and other files (MMS): those of inbound texts are served as Twilio does, under the account's own address;
 * those of outgoing texts are fetched from where `MediaUrl` says, and the result is in the ledger.
 */
import type { FormParams } from "../../signature.ts";
import type { FetchedFile, InboundFile, Ledger, LedgerText } from "../ledger.ts";
import { messagesPath } from "./message-resource.ts";
import type { EmulatorSettings } from "../settings.ts";

const MOST_FILES = 10;
const MOST_BYTES = 5 * 1024 * 1024;
const SENDABLE = /^(image\/(jpeg|png|gif)|video\/|audio\/|text\/vcard|application\/pdf)/;
const FETCH_TIMEOUT_MS = 10_000;
/** Twilio's codes: cannot be fetched; a type that phones do not show; one too large; all together too large. */
const UNREACHABLE = 11_200;
const WRONG_TYPE = 12_300;
const TOO_LARGE = 30_019;
const TOO_LARGE_TOGETHER = 11_751;

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
  deps: { settings: () => EmulatorSettings; ledger: Ledger },
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
  deps.ledger.recordFiles(text, files);
  if (files.some(({ status }) => status !== 200)) return UNREACHABLE;
  if (files.some(({ contentType }) => !SENDABLE.test(contentType))) return WRONG_TYPE;
  if (files.some(({ bytes }) => bytes > MOST_BYTES)) return TOO_LARGE;
  return files.reduce((sum, { bytes }) => sum + bytes, 0) > MOST_BYTES ? TOO_LARGE_TOGETHER : null;
}
