/** Pictures that go out with texts: an admin uploads one, and a script or a canned response then names its id. */
import { Hono } from "hono";
import {
  checkPicture,
  MOST_PICTURE_BYTES,
  newPictureId,
  pictureKey,
  tooLarge,
} from "../../../domain/messages/media.ts";
import type { StartProblem } from "../../../domain/campaigns/campaign.ts";
import { refuse } from "../../../domain/outcome.ts";
import type { Script } from "../../../domain/scripts/script-schema.ts";
import { inWaves, OUTGOING_CONNECTIONS } from "../../../durable-objects/kit/calls/connection-limit.ts";
import type { Env } from "../../../durable-objects/bindings/env.ts";
import { bodyWithin } from "../../http/body.ts";
import type { Edge } from "../../http/context.ts";
import { refused } from "../../http/refused.ts";

export const NOT_YOUR_PICTURE = refuse("bad_picture", "A picture in this script cannot be used. Upload it again.");

/** Pictures of a script that the carrier would not find; checked before a start, because their texts would fail. */
export async function pictureProblems(env: Env, script: Script | null): Promise<StartProblem[]> {
  if (!script) return [];
  const texts = [...script.steps, ...(script.responses ?? [])].filter((each) => each.picture !== undefined);
  const found = await inWaves(texts, OUTGOING_CONNECTIONS, async ({ picture = "" }) => {
    const key = pictureKey(picture);
    return key !== null && (await env.MEDIA.head(key)) !== null;
  });
  return texts.flatMap((text, i): StartProblem[] => {
    const result = found[i];
    // A bucket that does not answer proves nothing.
    if (result?.status !== "fulfilled" || result.value) return [];
    const message = "A picture in the script is missing. Remove it, or upload it again.";
    const place = "texts" in text ? { stepId: text.id } : { responseId: text.id };
    return [{ code: "no_picture", severity: "error", message, ...place }];
  });
}

export const pictureUploads = new Hono<Edge>().post("/", async (c) => {
  const announced = Number(c.req.header("content-length") ?? 0);
  const file = await bodyWithin(c.req.raw, MOST_PICTURE_BYTES);
  if (!file) return refused(c, refuse("too_large", tooLarge(announced > 0 ? announced : null)));
  const checked = checkPicture(file);
  if (!checked.ok) return refused(c, refuse("bad_picture", checked.message));
  const pictureId = newPictureId(c.var.member.orgId, checked.type);
  // A new id always has a key.
  await c.env.MEDIA.put(pictureKey(pictureId) ?? "", file, { httpMetadata: { contentType: checked.type } });
  c.var.log.info("picture_uploaded", { pictureId, bytes: file.byteLength });
  return c.json({ ok: true, pictureId, bytes: file.byteLength }, 201);
});
