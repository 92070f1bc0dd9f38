/** What the service worker keeps, and which requests are its. */

export type BuildFiles = {
  /** Changes with every file of the build. */
  version: string;
  /** Paths from the root. */
  files: string[];
};

/** One cache per version of the app. */
export const PREFIX = "whistlestop-files-";

/**
 * The new generation and the one that was active before it, whose tabs may be open. Generations in between were never
 * shown.
 */
export function generationsToKeep(own: string, before: string | null): string[] {
  return before === null || before === own ? [own] : [before, own];
}

/** Ids and join links have dots too, so that only known endings are files. */
const NOT_THE_APP =
  /^\/(?:api|ws|webhooks|sms|phonebook)(?:\/|$)|\.(?:css|html?|ico|jpe?g|js|json|map|mjs|png|svg|txt|webmanifest|webp|xml)$/i;

/** Whether the app's page answers this address (as workers/http/app-page.ts decides it). */
export function isAppPage(path: string): boolean {
  return !NOT_THE_APP.test(path);
}

export function isKeptFile(path: string, files: readonly string[]): boolean {
  return path.startsWith("/assets/") || files.includes(path);
}
