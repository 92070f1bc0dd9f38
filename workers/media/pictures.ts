/** An organization's pictures, as the carrier fetches them: without signing in, by an address that nobody can guess. */
import { Hono } from "hono";
import { pictureKey } from "../../domain/messages/media.ts";
import { refuse } from "../../domain/outcome.ts";
import type { Edge } from "../http/context.ts";
import { refused } from "../http/refused.ts";
import { fileAnswer } from "./file-answer.ts";

const NO_SUCH_PICTURE = refuse("not_found", "There is no such picture.");

export const publicPictures = new Hono<Edge>().get("/:pictureId", async (c) => {
  const key = pictureKey(c.req.param("pictureId"));
  const file = key === null ? null : await c.env.MEDIA.get(key);
  if (!file) return refused(c, NO_SUCH_PICTURE);
  // A picture never changes: another one has another id.
  return fileAnswer(c, file, "1", "public, max-age=31536000, immutable");
});
