import { useSignal } from "@preact/signals";
import { may } from "../../../../domain/roles.ts";
import { SCOPE_WORDS } from "../../../../domain/phone-service/api-tokens.ts";
import type { ApiToken } from "../../../../domain/phone-service/api-tokens.ts";
import type { Refusal } from "../../../../domain/outcome.ts";
import { call } from "../../../api/call.ts";
import { api } from "../../../api/client.ts";
import { session } from "../../../session.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { useLoad } from "../../../ui/load/load.ts";
import { Loaded } from "../../../ui/load/loaded.tsx";
import { shortTime } from "../../../ui/time/time.ts";
import { LoopStops } from "./loop-stops.tsx";
import { NewTokenForm } from "./new-token-form.tsx";
import { PhoneServiceForm } from "./phone-service-form.tsx";

/** For owners: which programs may text and take numbers, and how. */
export function PhoneServiceSection() {
  const now = session.value;
  return now.state === "in" && may(now.me.role, "manage_programs") ? <OwnersSection /> : null;
}

function OwnersSection() {
  const known = useLoad(() => api.admin["phone-service"].$get());
  return (
    <Loaded of={known} what="phone service">
      {({ tokens, settings, loopStops }) => (
        <>
          <section class="card stack" aria-labelledby="api-tokens">
            <h2 id="api-tokens">API tokens</h2>
            <p class="soft">Other programs use the phone service with a token. Make one for each program.</p>
            {tokens.length === 0 ? (
              <p class="soft">No tokens yet.</p>
            ) : (
              <ul class="stack tight">
                {tokens.map((token) => (
                  <TokenRow key={token.tokenId} token={token} onDone={() => void known.reload()} />
                ))}
              </ul>
            )}
            <NewTokenForm onMade={() => void known.reload()} />
          </section>
          <PhoneServiceForm known={settings} />
          {loopStops.length > 0 && <LoopStops stops={loopStops} />}
        </>
      )}
    </Loaded>
  );
}

function TokenRow({ token, onDone }: { token: ApiToken; onDone(): void }) {
  const { tokenId, name, scopes, createdAt, createdBy, lastUsedAt } = token;
  const isAsked = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);

  async function revoke(): Promise<void> {
    const answer = await call(api.admin["phone-service"].tokens[":tokenId"].$delete({ param: { tokenId } }));
    // Another owner has revoked it: it is gone either way.
    if (!answer.ok && answer.reason !== "not_found") {
      refusal.value = answer;
      return;
    }
    isAsked.value = false;
    onDone();
  }

  return (
    <li class="row spread">
      <span class="grow">
        <strong dir="auto">{name}</strong>
        <br />
        {scopes.map((scope) => SCOPE_WORDS[scope]).join(" · ")}
        <br />
        <span class="soft small">
          Made {shortTime(createdAt, Date.now())}
          {createdBy !== null && <> by {createdBy}</>}.{" "}
          {lastUsedAt === null ? "Never used." : `Last used ${shortTime(lastUsedAt, Date.now())}.`}
        </span>
      </span>
      <button
        type="button"
        class="button quiet"
        aria-label={`Revoke ${name}`}
        onClick={() => {
          refusal.value = null;
          isAsked.value = true;
        }}
      >
        Revoke
      </button>
      {isAsked.value && (
        <Dialog
          title={`Revoke “${name}”?`}
          refusal={refusal.value}
          onSubmit={() => void revoke()}
          onClose={() => (isAsked.value = false)}
          actions={
            <>
              <button type="button" class="button" onClick={() => (isAsked.value = false)}>
                Cancel
              </button>
              <button type="submit" class="button danger">
                Revoke
              </button>
            </>
          }
        >
          <p>The program that uses it can no longer text or take numbers. This cannot be undone.</p>
        </Dialog>
      )}
    </li>
  );
}
