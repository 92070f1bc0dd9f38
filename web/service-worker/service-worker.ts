/// <reference lib="webworker" />
/**
 * Keeps the app on the device, so that it opens without a network, and an open tab of the version before finds its files
 * after a deploy. Written to `/sw.js`; the build puts the list of files in (tools/local/build-files.ts). A new version waits until
 * somebody asks for it or the last tab is closed (docs/decisions/0023-the-app-without-a-network.md).
 */
import { generationsToKeep, isAppPage, isKeptFile, PREFIX } from "./generations.ts";
import type { BuildFiles } from "./generations.ts";

/** Replaced by the build. */
declare const __BUILD_FILES__: BuildFiles;
const { version, files } = __BUILD_FILES__;

// The page's own types are loaded as well, in which `self` is a window.
const worker = self as unknown as ServiceWorkerGlobalScope;
const OWN = PREFIX + version;
const PAGE = "/";
/** Remembers which generation was active before a newer one took over. */
const MEMORY = "whistlestop-active";

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", ({ data }) => {
  if (data === "activate") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (request.mode === "navigate") {
    if (isAppPage(url.pathname)) event.respondWith(page(request));
  } else if (isKeptFile(url.pathname, files)) event.respondWith(file(request, url.pathname));
});

async function install(): Promise<void> {
  const cache = await caches.open(OWN);
  const response = await fetch(new Request(PAGE, { cache: "reload" }));
  const html = await response.clone().text();
  // A deploy between this file and the page: the next look at this file finds the pair.
  if (!response.ok || !files.some((each) => each.endsWith(".js") && html.includes(each)))
    throw new Error("the page is of another version");
  await cache.addAll(files);
  await cache.put(PAGE, response);
}

async function activate(): Promise<void> {
  const memory = await caches.open(MEMORY);
  const before = (await (await memory.match("/active"))?.text()) ?? null;
  const keep = generationsToKeep(OWN, before);
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX) && !keep.includes(name)) await caches.delete(name);
  await memory.put("/active", new Response(OWN));
  // The first visit can be reloaded without a network; an open tab of the version before is served from both.
  await worker.clients.claim();
}

async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(OWN)).match(PAGE);
  return kept ?? fetch(request);
}

/** Files of both generations: their names change with their content. */
async function file(request: Request, path: string): Promise<Response> {
  const kept = (await (await caches.open(OWN)).match(path)) ?? (await caches.match(path));
  if (kept) return kept;
  const response = await fetch(request);
  // Parts that only admins use are kept once somebody has used them.
  if (response.ok && path.startsWith("/assets/")) await (await caches.open(OWN)).put(path, response.clone());
  return response;
}
