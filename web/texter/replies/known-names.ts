/** Labels and teams of the organization by name, as this device knows them. */
import { signal } from "@preact/signals";
import type { Me } from "../../../domain/people/people.ts";
import type { Label, NamedTeam } from "../../../domain/scripts/script-editing.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import type { Keep } from "../../device/keep.ts";

type Names = { labels: readonly Label[]; teams: readonly NamedTeam[] };
type Reader = { me: Pick<Me, "personId">; keep: Keep };

/** An earlier version kept its labels under the first name. `former`: labels that have been deleted since. */
const [KEPT, KEPT_TEAMS, KEPT_FORMER] = ["labels", "teams", "formerLabels"];
const MOST_FORMER = 50;

/** Read once per page and again when somebody opens the choice of labels. */
const known = signal<(Names & { personId: string }) | null>(null);

/** Without a network: those of the last visit. */
export function namesOf({ me, keep }: Reader): Names {
  if (known.value?.personId === me.personId) return known.value;
  return { labels: kept<Label>(keep.get(KEPT)), teams: kept<NamedTeam>(keep.get(KEPT_TEAMS)) };
}

/** Also of a label that has been deleted since; null when this device never had it. */
export function labelName(reader: Reader, labelId: string): string | null {
  const all = [...namesOf(reader).labels, ...kept<Label>(reader.keep.get(KEPT_FORMER))];
  return all.find((each) => each.labelId === labelId)?.name ?? null;
}

/** Written below. */
function kept<Named>(json: string | null): Named[] {
  return json === null ? [] : (JSON.parse(json) as Named[]);
}

/** Why they could not be read; null when they were. */
export async function readNames({ me, keep }: Reader): Promise<string | null> {
  const answer = await call(api.labels.$get());
  if (!answer.ok) return answer.message;
  const { labels, teams } = answer;
  const before = [...namesOf({ me, keep }).labels, ...kept<Label>(keep.get(KEPT_FORMER))];
  const former = before.filter(({ labelId }) => !labels.some((each) => each.labelId === labelId));
  keep.set(KEPT_FORMER, JSON.stringify(former.slice(0, MOST_FORMER)));
  keep.set(KEPT, JSON.stringify(labels));
  keep.set(KEPT_TEAMS, JSON.stringify(teams));
  known.value = { personId: me.personId, labels, teams };
  return null;
}

export function readNamesOnce(reader: Reader): void {
  if (known.peek()?.personId !== reader.me.personId) void readNames(reader);
}
