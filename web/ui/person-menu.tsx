import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Me } from "../../domain/people/people.ts";
import { may } from "../../domain/roles.ts";
import { ChangePasswordDialog } from "../account/change-password-dialog.tsx";
import { signOut } from "../session.ts";
import { Dialog } from "./dialog.tsx";

/** By which an operator tells one build from another (docs/deploy.md). */
const BUILD_NOTE: unknown = import.meta.env["VITE_BUILD_NOTE"];

type Props = {
  me: Me;
  /** Texts, answers and other taps that have not left this device. */
  unsent?: number;
  elsewhere: "admin" | "texting" | "both";
};

/** The signed-in person, their password, and signing out, which deletes what this device keeps of them. */
export function PersonMenu({ me, unsent = 0, elsewhere }: Props) {
  const isAsking = useSignal(false);
  const isChanging = useSignal(false);
  const menu = useRef<HTMLDivElement>(null);
  const initials = (me.firstName.charAt(0) + me.lastName.charAt(0)).toUpperCase();

  function leave(): void {
    menu.current?.hidePopover();
    if (unsent === 0) void signOut();
    else isAsking.value = true;
  }

  return (
    <>
      <button type="button" class="face" aria-label={`Account ${initials}`} popovertarget="account">
        <span>{initials || "?"}</span>
      </button>
      <div class="menu" id="account" popover="auto" ref={menu}>
        <p>
          <strong dir="auto">
            {me.firstName} {me.lastName}
          </strong>
          <br />
          <span class="soft small" dir="auto">
            {me.orgName}
          </span>
          {typeof BUILD_NOTE === "string" && (
            <>
              <br />
              <span class="soft small" dir="auto">
                {BUILD_NOTE}
              </span>
            </>
          )}
        </p>
        {elsewhere !== "admin" && (
          <a class="button quiet" href="/">
            Texting
          </a>
        )}
        {elsewhere !== "texting" && may(me.role, "decide_requests") && (
          <a class="button quiet" href="/admin">
            Administration
          </a>
        )}
        {me.superadmin && (
          <a class="button quiet" href="/operator">
            Installation
          </a>
        )}
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            menu.current?.hidePopover();
            isChanging.value = true;
          }}
        >
          Change password
        </button>
        <button type="button" class="button quiet" onClick={leave}>
          Sign out
        </button>
      </div>
      {isChanging.value && <ChangePasswordDialog email={me.email} onClose={() => (isChanging.value = false)} />}
      {isAsking.value && (
        <Dialog
          title="Not everything has been sent"
          onSubmit={() => (isAsking.value = false)}
          onClose={() => (isAsking.value = false)}
          actions={
            <>
              <button type="button" class="button danger" onClick={() => void signOut()}>
                Sign out and delete
              </button>
              <button type="submit" class="button primary">
                Stay signed in
              </button>
            </>
          }
        >
          <p>
            {unsent === 1 ? "One text or answer is" : `${unsent} texts and answers are`} still only on this phone.
            Signing out deletes {unsent === 1 ? "it" : "them"}. Stay signed in until the top of the screen says “Live”;
            then everything has been sent.
          </p>
        </Dialog>
      )}
    </>
  );
}
