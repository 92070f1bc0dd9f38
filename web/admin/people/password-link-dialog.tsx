import { useSignal } from "@preact/signals";
import type { Refusal } from "../../../domain/outcome.ts";
import type { Person } from "../../../domain/people/people.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { CopyField } from "../../ui/forms/copy-field.tsx";
import { Dialog } from "../../ui/dialog.tsx";

/** Makes a link by which somebody who forgot their password chooses a new one. It is shown once. */
export function PasswordLinkDialog({ person, onClose }: { person: Person; onClose(): void }) {
  const { personId, firstName } = person;
  const made = useSignal<{ link: string; endsAtMs: number } | null>(null);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);

  async function make(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await call(api.admin.people[":personId"]["password-link"].$post({ param: { personId } }));
    busy.value = false;
    if (answer.ok) made.value = answer;
    else refusal.value = answer;
  }

  const now = made.value;
  return (
    <Dialog
      title={`New password link for ${firstName} ${person.lastName}`}
      refusal={refusal.value}
      onSubmit={now ? onClose : () => void make()}
      onClose={onClose}
      actions={
        now ? (
          <button type="submit" class="button primary">
            Done
          </button>
        ) : (
          <>
            <button type="button" class="button" onClick={onClose}>
              Cancel
            </button>
            <button type="submit" class="button primary" aria-disabled={busy.value}>
              {busy.value ? "Making…" : "Make the link"}
            </button>
          </>
        )
      }
    >
      {now ? (
        <div class="stack">
          <CopyField label="Link for a new password" text={now.link} isNew />
          <p>
            Send it to <bdi>{firstName}</bdi> alone: it signs in anybody who opens it. It works once, until{" "}
            {new Date(now.endsAtMs).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}, and it is
            not shown again.
          </p>
        </div>
      ) : (
        <p>
          With this link <bdi>{firstName}</bdi> chooses a new password, once, within 24 hours. The current password
          works until then. Afterwards <bdi>{firstName}</bdi> is signed out on all other devices.
        </p>
      )}
    </Dialog>
  );
}
