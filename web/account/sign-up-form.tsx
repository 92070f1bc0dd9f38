import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Refusal } from "../../domain/outcome.ts";
import { call } from "../api/call.ts";
import { api } from "../api/client.ts";
import { admit } from "../session.ts";
import { Field } from "../ui/forms/field.tsx";
import { FieldProblems, RefusalNotice } from "../ui/forms/field-problems.tsx";
import { formText } from "../ui/forms/form-text.ts";
import { PasswordField } from "./password-field.tsx";

/** A new account for somebody who came by a join link. */
export function SignUpForm({ joinToken, onDone }: { joinToken: string; onDone(): void }) {
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);

  async function submit(): Promise<void> {
    if (busy.value || !form.current) return;
    busy.value = true;
    refusal.value = null;
    const typed = formText(form.current, "firstName", "lastName", "email", "password");
    const answer = await call(api.auth["sign-up"].$post({ json: { ...typed, joinToken } }));
    if (answer.ok) {
      await admit(answer.me);
      onDone();
      return;
    }
    busy.value = false;
    refusal.value = answer;
  }

  return (
    <form
      ref={form}
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <FieldProblems refusal={refusal.value}>
        <Field label="First name" of="firstName" hint="Contacts see it in the texts you send.">
          {(described) => (
            <input
              {...described}
              class="input"
              name="firstName"
              // oxlint-disable-next-line jsx-a11y/autocomplete-valid -- a valid token of the HTML standard
              autocomplete="given-name"
              required
              maxLength={100}
            />
          )}
        </Field>
        <Field label="Last name" of="lastName">
          {(described) => (
            <input
              {...described}
              class="input"
              name="lastName"
              // oxlint-disable-next-line jsx-a11y/autocomplete-valid -- a valid token of the HTML standard
              autocomplete="family-name"
              required
              maxLength={100}
            />
          )}
        </Field>
        <Field label="E-mail" of="email">
          {(described) => (
            <input
              {...described}
              class="input"
              type="email"
              name="email"
              autocomplete="username"
              inputMode="email"
              required
            />
          )}
        </Field>
        <PasswordField label="Password" kind="new-password" />
        <RefusalNotice />
        <button type="submit" class="button primary wide" aria-disabled={busy.value}>
          {busy.value ? "Creating your account…" : "Create account and join"}
        </button>
      </FieldProblems>
    </form>
  );
}
