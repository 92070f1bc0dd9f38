import { Notice } from "../../../ui/screen.tsx";
import { contactName } from "../../contact-name.ts";
import { LeftOffElsewhere } from "./left-off-notices.tsx";
import { RefusedNotices, whatOf } from "./refused-notices.tsx";
import type { DeskClient } from "../../desk/desk.ts";
import type { RefusedTap } from "../../desk/refused.ts";

/** What was refused, and which labels were left off, in conversations other than the one that is open. */
export function RefusedElsewhere({ desk, except }: { desk: DeskClient; except: string | null }) {
  const all = desk.refused.all.value.filter(({ tap }) => tap.contactId === null || tap.contactId !== except);
  return (
    <>
      {all.map((each) => (
        <Refused key={each.tap.id} desk={desk} refused={each} />
      ))}
      <LeftOffElsewhere desk={desk} except={except} />
    </>
  );
}

function Refused({ desk, refused }: { desk: DeskClient; refused: RefusedTap }) {
  const { tap, refusal } = refused;
  const item = tap.contactId === null ? null : desk.store.contact(tap.contactId).value;
  if (!item) return <RefusedNotices desk={desk} all={[refused]} name="a contact who is no longer on your list" />;
  return (
    <Notice tone="warn" title={whatOf(refused, contactName(item))}>
      <span>{refusal.message}</span>
      <div class="row">
        <a class="button" href={`/text/${tap.campaignId}/replies/${item.contactId}`}>
          Open conversation
        </a>
        <button type="button" class="button quiet" onClick={() => desk.refused.dismiss(tap.id)}>
          Dismiss
        </button>
      </div>
    </Notice>
  );
}
