import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso/router";
import { useEffect, useRef } from "preact/hooks";
import { call } from "../api/call.ts";
import type { AnswerOf, Given } from "../api/call.ts";
import { api } from "../api/client.ts";
import { admit } from "../session.ts";
import type { Refusal } from "../../domain/outcome.ts";
import { roleAtLeast } from "../../domain/statuses.ts";
import { PasswordField } from "./password-field.tsx";
import { Field } from "../ui/forms/field.tsx";
import { FieldProblems, RefusalNotice } from "../ui/forms/field-problems.tsx";
import { BrandMark } from "../ui/icons.tsx";
import { Blank, Heading, Skeleton } from "../ui/screen.tsx";
import "./account.css";

const ownerOf = (token: string) => api.auth["password-link"].$post({ json: { token } });
type Answer = AnswerOf<ReturnType<typeof ownerOf>>;

/** Where a link for a new password leads. Its secret is in the fragment, which stays in the browser. */
export function NewPasswordScreen() {
  const token = useRef(location.hash.slice(1));
  const found = useSignal<Answer | Refusal | null>(null);

  async function load(): Promise<void> {
    found.value = null;
    found.value = await call(ownerOf(token.current));
  }
  useEffect(() => void load(), []);

  const now = found.value;
  return (
    <main class="page narrow gate">
      <div class="stack loose">
        <span class="brand">
          <BrandMark /> Whistlestop
        </span>
        <section class="card stack" aria-busy={!now}>
          {!now && <Skeleton heights={["line", "card"]} />}
          {now && !now.ok && (
            <Blank page title={now.reason === "link_over" ? "This link does not work" : "This link did not load"}>
              <p dir="auto">
                {now.reason === "link_over"
                  ? "A link for a new password works once and for 24 hours. Ask an organizer of your campaign for a new one."
                  : now.message}
              </p>
              {now.reason === "link_over" ? (
                <a class="button" href="/">
                  Go to sign-in
                </a>
              ) : (
                <button type="button" class="button" onClick={() => void load()}>
                  Try again
                </button>
              )}
            </Blank>
          )}
          {now?.ok && <ChoosePassword token={token.current} owner={now} />}
        </section>
      </div>
    </main>
  );
}

function ChoosePassword({ token, owner }: { token: string; owner: Given<Answer> }) {
  const { route } = useLocation();
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const password = useRef<HTMLInputElement>(null);

  async function submit(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const json = { token, password: password.current?.value ?? "" };
    const answer = await call(api.auth["password-link"].use.$post({ json }));
    if (answer.ok) {
      await admit(answer.me);
      route(roleAtLeast(answer.me.role, "ADMIN") ? "/admin" : "/", true);
      return;
    }
    busy.value = false;
    refusal.value = answer;
  }

  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <FieldProblems refusal={refusal.value}>
        <div class="stack tight">
          <Heading title="Choose a new password" />
          <p class="soft">
            For{" "}
            <strong dir="auto">
              {owner.firstName} {owner.lastName}
            </strong>{" "}
            at <bdi>{owner.orgName}</bdi>
          </p>
        </div>
        <Field label="E-mail">
          {(described) => (
            <input
              {...described}
              class="input"
              type="email"
              name="email"
              autocomplete="username"
              value={owner.email}
              readOnly
            />
          )}
        </Field>
        <PasswordField label="New password" kind="new-password" field={password} />
        <RefusalNotice />
        <button type="submit" class="button primary wide" aria-disabled={busy.value}>
          {busy.value ? "Saving…" : "Save and sign in"}
        </button>
        <p class="soft small">You will be signed out on all other devices.</p>
      </FieldProblems>
    </form>
  );
}
