import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Refusal } from "../../domain/outcome.ts";
import type { Me, OrganizationChoice } from "../../domain/people/people.ts";
import { call } from "../api/call.ts";
import { api } from "../api/client.ts";
import { rememberedPerson } from "../device/device.ts";
import { admit } from "../session.ts";
import { Field } from "../ui/forms/field.tsx";
import { FieldProblems, RefusalNotice } from "../ui/forms/field-problems.tsx";
import { PasswordField } from "./password-field.tsx";

type Props = {
  /** Only to the account of this organization. */
  orgId?: string;
  onDone?: (me: Me) => void;
};

/**
 * E-mail and password, and which organization when they open accounts of several. After a refusal the typed text stays, and the focus
 * moves to the field to correct, which says why.
 */
export function SignInForm({ orgId, onDone }: Props) {
  const choices = useSignal<readonly OrganizationChoice[]>([]);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  async function submit(chosen = orgId): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const typed = { email: email.current?.value.trim() ?? "", password: password.current?.value ?? "" };
    const json = chosen === undefined ? typed : { ...typed, orgId: chosen };
    const answer = await call(api.auth["sign-in"].$post({ json }));
    if (answer.ok) {
      await admit(answer.me);
      onDone?.(answer.me);
      return;
    }
    busy.value = false;
    if (answer.reason === "choose_organization" && "organizations" in answer) {
      const last = await rememberedPerson();
      const isBack =
        last?.email === typed.email.toLowerCase() && answer.organizations.some((each) => each.orgId === last.orgId);
      // A session that only ended goes on where it was, with what this device keeps of it.
      if (isBack) return submit(last.orgId);
      choices.value = answer.organizations;
      return;
    }
    choices.value = [];
    refusal.value = answer;
    if (answer.reason === "wrong_password") password.current?.select();
  }

  return (
    <form
      class="stack"
      onInput={() => (choices.value = [])}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <FieldProblems refusal={refusal.value}>
        <Field label="E-mail" of="email">
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
        <PasswordField label="Password" kind="current-password" field={password} />
        <RefusalNotice />
        {choices.value.length === 0 ? (
          <button type="submit" class="button primary wide" aria-disabled={busy.value}>
            {busy.value ? "Signing in…" : "Sign in"}
          </button>
        ) : (
          <ChooseOrganization choices={choices.value} onChoose={(chosen) => void submit(chosen)} />
        )}
      </FieldProblems>
      <p class="soft small">Forgot your password? Ask an organizer of your campaign for a new password link.</p>
    </form>
  );
}

function ChooseOrganization({
  choices,
  onChoose,
}: {
  choices: readonly OrganizationChoice[];
  onChoose: (orgId: string) => void;
}) {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <fieldset class="stack organizations">
      <legend>You have accounts at several organizations. Sign in at:</legend>
      {choices.map(({ orgId, orgName }, at) => (
        <button
          key={orgId}
          ref={at === 0 ? first : null}
          type="button"
          class="button wide"
          dir="auto"
          onClick={() => onChoose(orgId)}
        >
          {orgName}
        </button>
      ))}
    </fieldset>
  );
}
