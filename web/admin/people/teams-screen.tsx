import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import type { Team, TeamColor } from "../../../domain/people/teams.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { formText } from "../../ui/forms/form-text.ts";
import { Icon } from "../../ui/icons.tsx";
import { Blank, Heading } from "../../ui/screen.tsx";
import { counted } from "../../ui/counted.ts";
import { ChooseDialog } from "./choose-dialog.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { TeamName } from "./team-name.tsx";

const COLORS: readonly { color: TeamColor; words: string }[] = [
  { color: "green", words: "Green" },
  { color: "amber", words: "Amber" },
  { color: "red", words: "Red" },
  { color: "blue", words: "Blue" },
  { color: "violet", words: "Violet" },
  { color: "grey", words: "Gray" },
];

/** Groups of texters: campaigns can be limited to some, and their requests are served in order. */
export function TeamsScreen() {
  const teams = usePages({ ask: () => api.admin.teams.$get(), rowsOf: (page) => page.teams });
  const people = useLoad(() => api.admin.people.$get());
  const open = useSignal<{ what: "edit" | "members" | "delete"; team: Team } | { what: "new" } | null>(null);
  const now = open.value;
  const everybody = people.answer.value?.ok ? people.answer.value.people : [];
  const close = () => (open.value = null);
  const done = () => {
    close();
    void teams.reload();
  };
  return (
    <main class="page broad stack loose">
      <div class="row spread">
        <Heading title="Teams" />
        <button type="button" class="button primary" onClick={() => (open.value = { what: "new" })}>
          <Icon name="plus" /> New team
        </button>
      </div>
      <p class="soft">
        A campaign can be limited to certain teams. Requests for texts are served by team priority, 1 first.
      </p>
      <PagedList
        of={teams}
        what="teams"
        blank={
          <Blank title="No teams yet">
            <p>Without teams, every campaign is open to every texter.</p>
          </Blank>
        }
      >
        {(rows) => (
          <ul class="campaigns">
            {rows.map((team) => (
              <li key={team.teamId} class="person-row">
                <div class="grow stack tight">
                  <div class="row">
                    <TeamName team={team} />
                  </div>
                  <span class="soft small">
                    Priority {team.priority} · {counted(team.personIds.length, "member")}
                  </span>
                </div>
                <div class="row">
                  <button type="button" class="button" onClick={() => (open.value = { what: "members", team })}>
                    Members
                  </button>
                  <button type="button" class="button" onClick={() => (open.value = { what: "edit", team })}>
                    Edit
                  </button>
                  <button type="button" class="button quiet" onClick={() => (open.value = { what: "delete", team })}>
                    Delete
                  </button>
                </div>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
      {now?.what === "new" && <TeamForm team={null} onClose={close} onDone={done} />}
      {now?.what === "edit" && <TeamForm team={now.team} onClose={close} onDone={done} />}
      {now?.what === "members" && (
        <ChooseDialog
          title={`Members of ${now.team.title}`}
          choices={everybody.map(({ personId, firstName, lastName, email }) => ({
            id: personId,
            words: `${firstName} ${lastName} ${email}`,
            label: (
              <>
                {firstName} {lastName} <span class="soft small">{email}</span>
              </>
            ),
          }))}
          chosen={now.team.personIds}
          empty="There is nobody here yet."
          save={async (personIds) => {
            const param = { teamId: now.team.teamId };
            const answer = await call(api.admin.teams[":teamId"].members.$put({ param, json: { personIds } }));
            if (answer.ok) void teams.reload();
            return answer;
          }}
          onClose={close}
        />
      )}
      {now?.what === "delete" && <DeleteTeam team={now.team} onClose={close} onDone={done} />}
    </main>
  );
}

function TeamForm({ team, onClose, onDone }: { team: Team | null; onClose(): void; onDone(): void }) {
  const fields = useRef<HTMLDivElement>(null);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);

  async function save(): Promise<void> {
    const form = fields.current?.closest("form");
    if (!form || busy.value) return;
    busy.value = true;
    refusal.value = null;
    const { title, color: chosen, priority } = formText(form, "title", "color", "priority");
    const color = COLORS.find((each) => each.color === chosen)?.color ?? "green";
    const json = { title, color, priority: Number(priority) };
    const answer = await (team
      ? call(api.admin.teams[":teamId"].$patch({ param: { teamId: team.teamId }, json }))
      : call(api.admin.teams.$post({ json })));
    busy.value = false;
    if (answer.ok) onDone();
    else refusal.value = answer;
  }

  return (
    <Dialog
      title={team ? "Edit team" : "New team"}
      refusal={refusal.value}
      onSubmit={() => void save()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={busy.value}>
            {busy.value ? "Saving…" : "Save"}
          </button>
        </>
      }
    >
      <div ref={fields} class="stack">
        <Field label="Name" of="title">
          {(described) => (
            <input {...described} class="input" name="title" required maxLength={80} defaultValue={team?.title ?? ""} />
          )}
        </Field>
        <fieldset class="stack tight">
          <legend class="label">Color</legend>
          <div class="team-colors">
            {COLORS.map(({ color, words }) => (
              <label key={color} class={`team-color team-${color}`}>
                <input type="radio" name="color" value={color} defaultChecked={(team?.color ?? "green") === color} />
                {words}
              </label>
            ))}
          </div>
        </fieldset>
        <Field label="Priority" of="priority" hint="1 is served first.">
          {(described) => (
            <input
              {...described}
              class="input date"
              type="number"
              inputMode="numeric"
              name="priority"
              min={1}
              max={1000}
              required
              defaultValue={String(team?.priority ?? 10)}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}

function DeleteTeam({ team, onClose, onDone }: { team: Team; onClose(): void; onDone(): void }) {
  const refusal = useSignal<Refusal | null>(null);

  async function remove(): Promise<void> {
    const answer = await call(api.admin.teams[":teamId"].$delete({ param: { teamId: team.teamId } }));
    // Somebody else may have deleted it a moment before.
    if (answer.ok || answer.reason === "not_found") onDone();
    else refusal.value = answer;
  }

  return (
    <Dialog
      title={`Delete ${team.title}?`}
      refusal={refusal.value}
      onSubmit={() => void remove()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Keep it
          </button>
          <button type="submit" class="button danger">
            Delete
          </button>
        </>
      }
    >
      <p>Its members stay texters. A campaign that is limited to this team only gets no new texters.</p>
    </Dialog>
  );
}
