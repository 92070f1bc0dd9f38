import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Refusal } from "../../domain/outcome.ts";
import { call } from "../api/call.ts";
import { api } from "../api/client.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/forms/field.tsx";
import { formText } from "../ui/forms/form-text.ts";
import { PasswordField } from "./password-field.tsx";

/** The signed-in person changes their password, and knows the present one. */
export function ChangePasswordDialog({ email, onClose }: { email: string; onClose(): void }) {
  const isDone = useSignal(false);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const fields = useRef<HTMLDivElement>(null);

  async function change(): Promise<void> {
    const form = fields.current?.closest("form");
    if (!form || busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await call(api.auth.password.$post({ json: formText(form, "present", "password") }));
    busy.value = false;
    if (answer.ok) {
      isDone.value = true;
      return;
    }
    refusal.value = answer;
  }

  if (isDone.value)
    return (
      <Dialog
        key="done"
        title="Your password is changed"
        onSubmit={onClose}
        onClose={onClose}
        actions={
          <button type="submit" class="button primary">
            Done
          </button>
        }
      >
        <p>You stay signed in here. On all other devices you have to sign in again.</p>
      </Dialog>
    );
  return (
    <Dialog
      title="Change your password"
      refusal={refusal.value}
      onSubmit={() => void change()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={busy.value}>
            {busy.value ? "Saving…" : "Change password"}
          </button>
        </>
      }
    >
      <div ref={fields} class="stack">
        <Field label="E-mail">
          {(described) => (
            <input
              {...described}
              class="input"
              type="email"
              name="email"
              autocomplete="username"
              value={email}
              readOnly
            />
          )}
        </Field>
        <PasswordField
          label="Current password"
          kind="current-password"
          name="present"
          hint="Forgot it? Ask an organizer for a new password link."
        />
        <PasswordField label="New password" kind="new-password" />
      </div>
    </Dialog>
  );
}
