import { useSignal } from "@preact/signals";
import type { OwnAccountShown } from "../../../../domain/sending/own-account.ts";
import { call } from "../../../api/call.ts";
import { api } from "../../../api/client.ts";
import { Field } from "../../../ui/forms/field.tsx";
import { formText } from "../../../ui/forms/form-text.ts";
import { SaveForm } from "../../../ui/forms/save-form.tsx";
import { useLoad } from "../../../ui/load/load.ts";
import { Loaded } from "../../../ui/load/loaded.tsx";
import { Notice } from "../../../ui/screen.tsx";
import { now } from "../../../ui/time/now.ts";
import { shortTime } from "../../../ui/time/time.ts";

/** The organization's own carrier account. What is entered here is never shown again. */
export function OwnAccountSection() {
  const loaded = useLoad(() => api.admin.carrier.account.$get());
  return (
    <Loaded of={loaded} what="carrier account">
      {({ account, isPossible }) => (isPossible || account ? <Form known={account} /> : null)}
    </Loaded>
  );
}

function Form({ known }: { known: OwnAccountShown | null }) {
  const account = useSignal(known);
  const { value: present } = account;

  async function save(form: HTMLFormElement) {
    const typed = formText(form, "accountSid", "authToken", "keySid", "keySecret", "webhookKey");
    const [accountSid, authToken, sid, secret, webhookKey] = [
      typed.accountSid.trim(),
      typed.authToken.trim(),
      typed.keySid.trim(),
      typed.keySecret.trim(),
      typed.webhookKey.trim(),
    ];
    const json = {
      accountSid,
      ...(authToken === "" ? {} : { authToken }),
      ...(sid === "" && secret === "" ? {} : { apiKey: { sid, secret } }),
      ...(webhookKey === "" ? {} : { webhookKey }),
    };
    const answer = await call(api.admin.carrier.account.$put({ json }));
    if (answer.ok) {
      account.value = answer.account;
      for (const name of ["authToken", "keySecret", "webhookKey"]) {
        const field = form.elements.namedItem(name);
        if (field instanceof HTMLInputElement) field.value = "";
      }
    }
    return answer;
  }

  return (
    <SaveForm
      title="Your own carrier account"
      about={
        present === null ? (
          "Your texts use this installation's account. If your organization has its own account with the carrier, enter it here, and enter a Messaging Service of that account above."
        ) : (
          <>
            Campaigns use your account <span class="mono">{present.accountSid}</span>, which logs in by{" "}
            {present.apiKeySid === null ? "its token" : <span class="mono">{present.apiKeySid}</span>}. Set{" "}
            <span class="number">{shortTime(present.setAt, now.value)}</span>.
          </>
        )
      }
      saved="Saved. The carrier accepted the login. Campaigns that start from now on use this account."
      save={save}
    >
      <Field label="Account SID" of="accountSid" hint="From the carrier's console. It begins with AC.">
        {(described) => (
          <input {...described} {...PLAIN} name="accountSid" required defaultValue={present?.accountSid ?? ""} />
        )}
      </Field>
      <Field
        label="Auth token"
        of="authToken"
        hint={
          present === null
            ? "Stored encrypted, and never shown again."
            : "Stored, and not shown. Leave it empty to keep it."
        }
      >
        {(described) => <input {...described} {...SECRET} name="authToken" />}
      </Field>
      <details>
        <summary class="summary">API key and webhook key</summary>
        <div class="stack">
          <Field
            label="API key SID"
            of="apiKey.sid"
            hint="Begins with SK. With a key, the token is only used to check the carrier's webhooks."
          >
            {(described) => <input {...described} {...PLAIN} name="keySid" defaultValue={present?.apiKeySid ?? ""} />}
          </Field>
          <Field label="API key secret" of="apiKey.secret">
            {(described) => <input {...described} {...SECRET} name="keySecret" />}
          </Field>
          <Field
            label="Webhook key"
            of="webhookKey"
            hint={`Only if the account signs its webhooks with a shared key.${present?.hasWebhookKey ? " One is stored." : ""}`}
          >
            {(described) => <input {...described} {...SECRET} name="webhookKey" />}
          </Field>
        </div>
      </details>
      {present !== null && <Leave onLeft={() => (account.value = null)} />}
    </SaveForm>
  );
}

const PLAIN = { class: "input mono", autocomplete: "off", spellcheck: false } as const;
const SECRET = { class: "input mono", type: "password", autocomplete: "new-password" } as const;

function Leave({ onLeft }: { onLeft: () => void }) {
  const wrong = useSignal<string | null>(null);
  const isAsking = useSignal(false);
  async function leave(): Promise<void> {
    const answer = await call(api.admin.carrier.account.$delete());
    if (answer.ok) onLeft();
    else wrong.value = answer.message;
  }
  if (!isAsking.value) {
    return (
      <div>
        <button type="button" class="button" onClick={() => (isAsking.value = true)}>
          Use the installation's account
        </button>
      </div>
    );
  }
  return (
    <Notice tone={wrong.value === null ? "calm" : "wrong"}>
      <span>
        {wrong.value ??
          "Campaigns that start from now on use the installation's account; those that have started keep yours. Set a Messaging Service of the installation's account afterwards."}
      </span>
      <button type="button" class="button" onClick={() => void leave()}>
        Use the installation's account now
      </button>
    </Notice>
  );
}
