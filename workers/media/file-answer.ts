import { endingOf, isDrawn, kindOf } from "../../domain/messages/media.ts";
import type { EdgeContext } from "../http/context.ts";

/**
 * A stored file as an answer that can do no harm under our own origin: only pictures are shown in place, everything else is
 * saved; its type is what its bytes said when it was stored, and nothing in it is run.
 *
 * @param cacheControl who may keep it how long
 */
export function fileAnswer(c: EdgeContext, file: R2ObjectBody, name: string, cacheControl: string): Response {
  const type = file.httpMetadata?.contentType ?? "";
  const drawn = isDrawn(type);
  const fileName = `${kindOf(type).toLowerCase().replaceAll(" ", "-")}-${name}.${endingOf(type)}`;
  return c.body(file.body, 200, {
    "content-type": drawn ? type : "application/octet-stream",
    "content-length": String(file.size),
    "content-disposition": `${drawn ? "inline" : "attachment"}; filename="${fileName}"`,
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": cacheControl,
  });
}
