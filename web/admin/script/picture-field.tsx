import { useSignal } from "@preact/signals";
import { checkPicture, MOST_PICTURE_BYTES, tooLarge } from "../../../domain/messages/media.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";
import { Picture } from "../../ui/media.tsx";
import { Notice } from "../../ui/screen.tsx";

type Props = { picture: string | undefined; onPicture(picture: string | undefined): void };

/** One picture that goes with a text: a text with one costs more, so it says so. */
export function PictureField({ picture, onPicture }: Props) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);

  async function upload(file: File): Promise<void> {
    refusal.value = file.size > MOST_PICTURE_BYTES ? tooLarge(file.size) : null;
    if (refusal.value !== null) return;
    // A problem is shown before the upload.
    const checked = checkPicture(new Uint8Array(await file.arrayBuffer()));
    if (!checked.ok) {
      refusal.value = checked.message;
      return;
    }
    busy.value = true;
    const answer = await call(
      api.admin.pictures.$post({}, { headers: { "content-type": "application/octet-stream" }, init: { body: file } }),
    );
    busy.value = false;
    if (answer.ok) onPicture(answer.pictureId);
    else refusal.value = answer.message;
  }

  return (
    <div class="stack tight picture-field">
      {picture !== undefined && <Picture key={picture} pictureId={picture} />}
      <div class="row">
        <label class="button file-button">
          <Icon name="picture" />{" "}
          {busy.value ? "Uploading…" : picture === undefined ? "Add a picture" : "Replace picture"}
          <input
            type="file"
            class="unseen"
            accept="image/jpeg,image/png,image/gif"
            aria-label="Picture that goes with the text"
            disabled={busy.value}
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              currentTarget.value = "";
              if (file) void upload(file);
            }}
          />
        </label>
        {picture !== undefined && (
          <button type="button" class="button quiet" onClick={() => onPicture(undefined)}>
            <Icon name="cross" /> Remove picture
          </button>
        )}
        <span class="soft small">JPEG, PNG or GIF, up to 5 MB. A text with a picture costs more.</span>
      </div>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
    </div>
  );
}
