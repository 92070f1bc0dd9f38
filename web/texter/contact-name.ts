import type { DeskItem } from "../../domain/texter-app/texter.ts";
import { properName } from "../../domain/contacts/person-name.ts";

/** What a contact is called on the screens: capitalised as in texts, the number when there is no name. */
export function contactName({ firstName, lastName, cell }: Pick<DeskItem, "firstName" | "lastName" | "cell">): string {
  return `${properName(firstName)} ${properName(lastName)}`.trim() || cell;
}
