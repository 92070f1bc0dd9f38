import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Me } from "../../../../domain/people/people.ts";
import type { PreviewContact } from "../../../../domain/scripts/script-editing.ts";
import { mergeValues } from "../../../../domain/scripts/script.ts";
import type { MergeValues } from "../../../../domain/scripts/script.ts";
import { call } from "../../../api/call.ts";
import { campaignApi } from "../../../api/client.ts";

/** The example while the campaign has no contacts. */
function example(customFields: readonly string[]): PreviewContact {
  return {
    contactId: "example",
    firstName: "Maya",
    lastName: "Okafor",
    cell: "+16175550123",
    externalId: "1001",
    custom: Object.fromEntries(customFields.map((field) => [field, `(${field})`])),
  };
}

/** Contacts that were uploaded a moment ago may not have reached the record that is read here. */
const LOOK_AGAIN_AFTER_MS = 2000;
const LOOK_AGAIN_AT_MOST_EVERY_MS = 30_000;
/** As many as the server returns at once. */
const SHOWN_AT_ONCE = 30;

export type PreviewContacts = {
  contact: PreviewContact;
  isExample: boolean;
  /** "3 of the first 30"; null for the example. */
  place: string | null;
  search: Signal<string>;
  found: readonly PreviewContact[];
  step(by: -1 | 1): void;
  choose(contactId: string): void;
};

/** The campaign's own contacts, one of them chosen, to see texts as they get them. */
export function usePreviewContacts(campaignId: string, customFields: readonly string[]): PreviewContacts {
  const contacts = useSignal<PreviewContact[]>([]);
  const chosen = useSignal(0);
  const search = useSignal("");

  useEffect(() => {
    let isWanted = true;
    let waitMs = LOOK_AGAIN_AFTER_MS;
    let timer: ReturnType<typeof setTimeout>;
    const load = async () => {
      const query = { search: search.value.trim() };
      const answer = await call(campaignApi.script.contacts.$get({ param: { campaignId }, query }));
      if (!isWanted || !answer.ok) return;
      // A search that finds nobody leaves the contact that is shown.
      if (answer.contacts.length === 0 && search.peek().trim() !== "") return;
      if (answer.contacts.length === 0) {
        timer = setTimeout(() => void load(), waitMs);
        waitMs = Math.min(waitMs * 2, LOOK_AGAIN_AT_MOST_EVERY_MS);
      }
      contacts.value = answer.contacts;
      chosen.value = 0;
    };
    timer = setTimeout(() => void load(), search.value === "" ? 0 : 300);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [campaignId, search.value]);

  const found = contacts.value;
  const contact = found[chosen.value];
  const all = found.length < SHOWN_AT_ONCE ? `${found.length}` : `the first ${found.length}`;
  return {
    contact: contact ?? example(customFields),
    isExample: !contact,
    place: contact ? `${chosen.value + 1} of ${all}` : null,
    search,
    found,
    step: (by) => (chosen.value = (chosen.value + by + found.length) % Math.max(1, found.length)),
    choose: (contactId) =>
      (chosen.value = Math.max(
        0,
        found.findIndex((each) => each.contactId === contactId),
      )),
  };
}

/** The admin who edits takes the texter's place. */
export function previewValues(contact: PreviewContact, me: Me | null): MergeValues {
  const texter = { firstName: me?.firstName ?? "Alex", lastName: me?.lastName ?? "Green" };
  return mergeValues({ contact, texter });
}
