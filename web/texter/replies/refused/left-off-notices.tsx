import { counted } from "../../../ui/counted.ts";
import { Notice } from "../../../ui/screen.tsx";
import { contactName } from "../../contact-name.ts";
import type { DeskClient } from "../../desk/desk.ts";
import { grouped, leftOffReason, leftOffTitle } from "./left-off-words.ts";

/** In a conversation: labels that were not put on with what was sent, answered or tapped here. */
export function LeftOffNotices({ desk, contactId, name }: { desk: DeskClient; contactId: string; name: string }) {
  const all = desk.leftOff.all.value.filter((each) => each.contactId === contactId);
  return (
    <>
      {all.map((each) => (
        <Notice key={each.id} tone="warn" title={leftOffTitle(each, name)}>
          <span>{leftOffReason(each)}</span>
          <div class="row">
            <button type="button" class="button quiet" onClick={() => desk.leftOff.dismiss([each.id])}>
              Dismiss
            </button>
          </div>
        </Notice>
      ))}
    </>
  );
}

/** The same for conversations other than the one that is open, many of one kind as one. */
export function LeftOffElsewhere({ desk, except }: { desk: DeskClient; except: string | null }) {
  const groups = grouped(desk.leftOff.all.value.filter((each) => each.contactId !== except));
  return (
    <>
      {groups.map((group) => {
        const [first] = group;
        if (!first) return null;
        const people = new Set(group.map(({ contactId }) => contactId));
        const item = people.size === 1 ? desk.store.contact(first.contactId).value : null;
        const gone = counted(people.size, "person", "people");
        return (
          <Notice key={first.id} tone="warn" title={leftOffTitle(first, item ? contactName(item) : gone)}>
            <span>{leftOffReason(first)}</span>
            <div class="row">
              {item && (
                <a class="button" href={`/text/${first.campaignId}/replies/${first.contactId}`}>
                  Open conversation
                </a>
              )}
              <button
                type="button"
                class="button quiet"
                onClick={() => desk.leftOff.dismiss(group.map(({ id }) => id))}
              >
                Dismiss
              </button>
            </div>
          </Notice>
        );
      })}
    </>
  );
}
