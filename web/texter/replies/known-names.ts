/** Labels and teams of the organization by name, as this device knows them. */
import { signal } from "@preact/signals";
import type { Label, NamedTeam } from "../../../domain/scripts/script-editing.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import type { DeskClient } from "../desk/desk.ts";

type Names = { labels: readonly Label[]; teams: readonly NamedTeam[] };
type Reader = Pick<DeskClient, "me" | "keep">;

/** An earlier version kept its labels under the first name. */
const [KEPT, KEPT_TEAMS] = ["labels", "teams"];

/** Read once per page and again when somebody opens the choice of labels. */
const known = signal<(Names & { personId: string }) | null>(null);

/** Without a network: those of the last visit. */
export function namesOf({ me, keep }: Reader): Names {
  if (known.value?.personId === me.personId) return known.value;
  return { labels: kept<Label>(keep.get(KEPT)), teams: kept<NamedTeam>(keep.get(KEPT_TEAMS)) };
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
  keep.set(KEPT, JSON.stringify(labels));
  keep.set(KEPT_TEAMS, JSON.stringify(teams));
  known.value = { personId: me.personId, labels, teams };
  return null;
}

export function readNamesOnce(reader: Reader): void {
  if (known.peek()?.personId !== reader.me.personId) void readNames(reader);
}
