import { endingOf, isDrawn, kindOf } from "../../domain/messages/media.ts";
import type { EdgeContext } from "../http/context.ts";

/**
 * A stored file as an answer that cannot do harm under the app's origin: only pictures are shown in place, everything
 * else is downloaded; the type is what the bytes said when it was stored, and nothing in it is executed.
 *
 * @param cacheControl which caches may store it, and for how long
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
    "cache-control": cacheControl,
  });
}
