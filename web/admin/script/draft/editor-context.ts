import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Prices } from "../../../../domain/campaigns/prices.ts";
import type { Label, NamedTeam } from "../../../../domain/scripts/script-editing.ts";
import type { MergeValues } from "../../../../domain/scripts/script.ts";

/** What every text of the editor needs to be shown. */
export type Editor = {
  /** Every merge field that the campaign's contacts and texters have. */
  fields: readonly string[];
  /** Of the contact that texts are previewed for. */
  values: MergeValues;
  contactName: string;
  prices: Prices;
  /** Of the organization, for what answers do besides. */
  labels: readonly Label[];
  teams: readonly NamedTeam[];
};

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("a text field of the script is used outside its editor");
  return editor;
}
