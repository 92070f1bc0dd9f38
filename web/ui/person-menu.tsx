import { useRef } from "preact/hooks";
import type { Me } from "../../domain/people/people.ts";
import { may } from "../../domain/roles.ts";
import { signOut } from "../session.ts";

/** The signed-in person, and signing out. */
export function PersonMenu({ me, unsent = 0, elsewhere }: { me: Me; unsent?: number; elsewhere: "admin" | "texting" }) {
  const menu = useRef<HTMLDivElement>(null);
  const initials = (me.firstName.charAt(0) + me.lastName.charAt(0)).toUpperCase();

  function leave(): void {
    menu.current?.hidePopover();
    const question = `${unsent} texts are not sent yet. They stay on this device and go out when you sign in here again. Sign out?`;
    if (unsent === 0 || window.confirm(question)) void signOut();
  }

  return (
    <>
      <button type="button" class="face" aria-label="Account" popovertarget="account">
        <span>{initials || "?"}</span>
      </button>
      <div class="menu" id="account" popover="auto" ref={menu}>
        <p>
          <strong>
            {me.firstName} {me.lastName}
          </strong>
          <br />
          <span class="soft small">{me.orgName}</span>
        </p>
        {elsewhere === "texting" && (
          <a class="button quiet" href="/">
            Texting
          </a>
        )}
        {elsewhere === "admin" && may(me.role, "decide_requests") && (
          <a class="button quiet" href="/admin">
            Administration
          </a>
        )}
        <button type="button" class="button quiet" onClick={leave}>
          Sign out
        </button>
      </div>
    </>
  );
}
