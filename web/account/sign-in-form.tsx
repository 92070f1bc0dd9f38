import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Me } from "../../domain/people/people.ts";
import { call } from "../api/call.ts";
import { api } from "../api/client.ts";
import { admit } from "../session.ts";
import { Field } from "../ui/forms/field.tsx";
import { Notice } from "../ui/screen.tsx";

/**
 * E-mail and password. After a refusal the typed text stays, the reason is shown, and the focus moves to the field to
 * correct.
 */
export function SignInForm({ onDone }: { onDone?: (me: Me) => void }) {
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  async function submit(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const json = { email: email.current?.value.trim() ?? "", password: password.current?.value ?? "" };
    const answer = await call(api.auth["sign-in"].$post({ json }));
    if (answer.ok) {
      await admit(answer.me);
      onDone?.(answer.me);
      return;
    }
    busy.value = false;
    refusal.value = answer.message;
    const wrong = answer.reason === "bad_request" ? email.current : password.current;
    wrong?.focus();
    wrong?.select();
  }

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field label="E-mail">
        {(described) => (
          <input
            {...described}
            ref={email}
            class="input"
            type="email"
            name="email"
            autocomplete="username"
            inputMode="email"
            required
            autofocus
          />
        )}
      </Field>
      <Field label="Password">
        {(described) => (
          <input
            {...described}
            ref={password}
            class="input"
            type="password"
            name="password"
            autocomplete="current-password"
            required
          />
        )}
      </Field>
      {refusal.value && <Notice tone="wrong">{refusal.value}</Notice>}
      <button type="submit" class="button primary wide" aria-disabled={busy.value}>
        {busy.value ? "Signing in…" : "Sign in"}
      </button>
    </form>
  );
}
