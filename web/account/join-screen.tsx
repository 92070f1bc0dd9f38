import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso/router";
import { useEffect } from "preact/hooks";
import type { Refusal } from "../../domain/outcome.ts";
import { call } from "../api/call.ts";
import type { AnswerOf, Given } from "../api/call.ts";
import { api } from "../api/client.ts";
import { postTexterOp } from "../api/texter-op.ts";
import { session, signOut } from "../session.ts";
import { reloadDesk } from "../texter/desk/open-desk.ts";
import { BrandMark } from "../ui/icons.tsx";
import { Blank, Heading, Notice, Skeleton } from "../ui/screen.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { SignUpForm } from "./sign-up-form.tsx";
import "./account.css";

const invitationOf = (token: string) => api.join[":token"].$get({ param: { token: encodeURIComponent(token) } });
type Answer = AnswerOf<ReturnType<typeof invitationOf>>;
type Invitation = Given<Answer>;

/** Why a visitor cannot join: the refusal's first sentence says it, the rest says what to do. */
function Refused({ message, live = true }: { message: string; live?: boolean }) {
  const [what = "", ...rest] = message.split(/(?<=\.) /);
  return (
    <Notice tone="warn" title={what} live={live}>
      {rest.length > 0 && <span>{rest.join(" ")}</span>}
    </Notice>
  );
}

/** Where a join link leads: an account if there is none, then the campaign. */
export function JoinScreen({ token }: { token: string }) {
  const invitation = useSignal<Answer | Refusal | null>(null);

  async function load(): Promise<void> {
    invitation.value = null;
    invitation.value = await call(invitationOf(token));
  }
  useEffect(() => void load(), [token]);

  const found = invitation.value;
  return (
    <main class="page narrow gate">
      <div class="stack loose">
        <span class="brand">
          <BrandMark /> Whistlestop
        </span>
        <section class="card stack" aria-busy={!found}>
          {!found && <Skeleton heights={["line", "card"]} />}
          {found && !found.ok && (
            <Blank page title={found.reason === "not_found" ? "This link does not work" : "This link did not load"}>
              <p dir="auto">
                {found.reason === "not_found" ? "Ask the person who sent it for a new link." : found.message}
              </p>
              <button type="button" class="button" onClick={() => void load()}>
                Try again
              </button>
            </Blank>
          )}
          {found?.ok && <Invited token={token} invitation={found} />}
        </section>
      </div>
    </main>
  );
}

function Invited({ token, invitation }: { token: string; invitation: Invitation }) {
  const { route } = useLocation();
  const isNew = useSignal(true);
  const busy = useSignal(false);
  const refusal = useSignal<string | null>(null);
  const now = session.value;
  const newcomer = invitation.newcomerRefusal;
  const isOpen = invitation.status === "ACTIVE" || invitation.status === "CLOSED_FOR_INITIAL_SENDS";

  async function join(): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    refusal.value = null;
    const answer = await postTexterOp("join", { token });
    busy.value = false;
    if (!answer.ok) {
      refusal.value = answer.message;
      return;
    }
    reloadDesk();
    route("/", true);
  }

  return (
    <>
      <div class="stack tight">
        <span class="soft">
          <bdi>{invitation.orgName}</bdi> invites you to text for
        </span>
        <Heading title={invitation.title} />
      </div>
      {invitation.status === "DRAFT" && (
        <Notice tone="warn" title="This campaign has not started yet.">
          Open this link again when it has started. The person who sent it knows when.
        </Notice>
      )}
      {(invitation.status === "CLOSED" || invitation.status === "ARCHIVED") && (
        <Notice tone="warn" title="This campaign is over.">
          Ask the organization if another one needs you.
        </Notice>
      )}
      {refusal.value && <Refused message={refusal.value} />}
      {isOpen && now.state === "in" && (
        <>
          <p>
            You are signed in as{" "}
            <strong dir="auto">
              {now.me.firstName} {now.me.lastName}
            </strong>
            .
          </p>
          <button type="button" class="button primary wide" aria-disabled={busy.value} onClick={() => void join()}>
            {busy.value ? "Joining…" : "Join this campaign"}
          </button>
          <button type="button" class="button quiet" onClick={() => void signOut()}>
            Not you? Sign out
          </button>
        </>
      )}
      {isOpen && now.state !== "in" && (
        <>
          {newcomer && (
            <Refused message={`${newcomer.message} If you already have an account, sign in.`} live={false} />
          )}
          {!newcomer && (
            <div class="choice">
              <button type="button" aria-pressed={isNew.value} onClick={() => (isNew.value = true)}>
                I am new
              </button>
              <button type="button" aria-pressed={!isNew.value} onClick={() => (isNew.value = false)}>
                I have an account
              </button>
            </div>
          )}
          {isNew.value && !newcomer ? (
            <SignUpForm joinToken={token} onDone={() => void join()} />
          ) : (
            <SignInForm orgId={invitation.orgId} onDone={() => void join()} />
          )}
        </>
      )}
      {!isOpen && (
        <a class="button" href="/">
          {now.state === "in" ? "Go to your campaigns" : "Sign in"}
        </a>
      )}
    </>
  );
}
