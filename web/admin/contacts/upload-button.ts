import type { UploadPreview } from "../../../domain/contacts/upload-preview.ts";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";

export type UploadFacts = {
  preview: Pick<UploadPreview, "ok" | "isWhole" | "acceptedCount">;
  /** Of the campaign, before this file. */
  contactCount: number;
  isReplacing: boolean;
  /** Another import is under way. */
  isRunning: boolean;
  /** "12 MB". */
  size: string;
  /** Parts of this file that were uploaded before; null: none. */
  begun: { done: number; all: number } | null;
};

/** What the button that uploads a file says; `why` it cannot be pressed, null when it can. */
export function uploadButton(facts: UploadFacts): { label: string; why: string | null } {
  const why = whyNot(facts);
  return { label: why === null ? labelOf(facts) : "Upload", why };
}

function whyNot({ preview, isRunning }: UploadFacts): string | null {
  if (!preview.ok) return "Mend the file as it says above, save it, and choose it again.";
  if (preview.isWhole && preview.acceptedCount === 0)
    return "No row of this file can be texted: see above why, mend it, and choose it again.";
  return isRunning ? "Another file is being imported. Upload this one when that is done." : null;
}

function labelOf({ preview, contactCount, isReplacing, size, begun }: UploadFacts): string {
  if (begun) return `Continue uploading (${begun.done} of ${begun.all} parts done)`;
  if (!preview.isWhole) return `Upload the file (${size})`;
  if (isReplacing) return `Replace ${counted(contactCount, "contact")} with ${count(preview.acceptedCount)}`;
  // Some may be in the campaign already.
  return `Upload ${contactCount > 0 ? "up to " : ""}${counted(preview.acceptedCount, "contact")}`;
}
