import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Refusal } from "../../../domain/outcome.ts";
import type { Person } from "../../../domain/people/people.ts";
import type { Team } from "../../../domain/people/teams.ts";
import { passwordLinkRefusal, ROLE_WORDS, rolesGivenBy } from "../../../domain/roles.ts";
import type { Role } from "../../../domain/statuses.ts";
import { call } from "../../api/call.ts";
import { api } from "../../api/client.ts";
import { session } from "../../session.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/forms/field.tsx";
import { formText } from "../../ui/forms/form-text.ts";
import { Icon } from "../../ui/icons.tsx";
import { Blank, Heading, Notice } from "../../ui/screen.tsx";
import { PasswordField } from "../../account/password-field.tsx";
import { ChooseDialog } from "./choose-dialog.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { PasswordLinkDialog } from "./password-link-dialog.tsx";
import { PersonNumbersDialog } from "./person-numbers-dialog.tsx";
import { TeamName, TeamNames } from "./team-name.tsx";

/** The people of the organization, and what they may do. */
export function PeopleScreen() {
  const people = usePages({ ask: () => api.admin.people.$get(), rowsOf: (page) => page.people });
  const teams = useLoad(() => api.admin.teams.$get());
  const isAdding = useSignal(false);
  const known = teams.answer.value?.ok ? teams.answer.value.teams : [];
  return (
    <main class="page broad stack loose">
      <div class="row spread">
        <Heading title="People" />
        <button type="button" class="button primary" onClick={() => (isAdding.value = true)}>
          <Icon name="plus" /> Add a person
        </button>
      </div>
      <p class="soft">Volunteers can also sign up themselves with a campaign's join link.</p>
      <PagedList of={people} what="people" blank={<Blank title="There is nobody here yet" />}>
        {(rows) => (
          <ul class="campaigns">
            {rows.map((person) => (
              <PersonRow key={person.personId} person={person} teams={known} onChanged={() => void people.reload()} />
            ))}
          </ul>
        )}
      </PagedList>
      {isAdding.value && (
        <AddPerson
          onClose={() => (isAdding.value = false)}
          onAdded={() => {
            isAdding.value = false;
            void people.reload();
          }}
        />
      )}
    </main>
  );
}

function PersonRow({ person, teams, onChanged }: { person: Person; teams: readonly Team[]; onChanged(): void }) {
  const isChoosing = useSignal(false);
  const isLinking = useSignal(false);
  const isNumbering = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);
  const busy = useSignal(false);
  const { personId } = person;
  const name = `${person.firstName} ${person.lastName}`;
  const now = session.value;
  const isMe = now.state === "in" && now.me.personId === person.personId;
  const given: Role[] = now.state === "in" ? rolesGivenBy(now.me.role) : [];
  const mayLink = now.state === "in" && passwordLinkRefusal(now.me, person) === null;
  const mayChange = !isMe && given.includes(person.role);

  async function give(select: HTMLSelectElement): Promise<void> {
    const role = given.find((each) => each === select.value);
    if (!role) return;
    busy.value = true;
    refusal.value = null;
    const answer = await call(api.admin.people[":personId"].$patch({ param: { personId }, json: { role } }));
    busy.value = false;
    if (answer.ok) onChanged();
    else {
      select.value = person.role;
      refusal.value = answer;
    }
  }

  return (
    <li class="person-row">
      <div class="grow">
        <strong dir="auto">{name}</strong>
        {isMe && <span class="soft"> (you)</span>}
        <br />
        <span class="soft small">{person.email}</span>
        <TeamNames teamIds={person.teamIds} teams={teams} />
      </div>
      <button type="button" class="button" aria-label={`Teams of ${name}`} onClick={() => (isChoosing.value = true)}>
        Teams
      </button>
      <select
        class="input role"
        aria-label={`Role of ${name}`}
        disabled={!mayChange || busy.value}
        value={person.role}
        onChange={({ currentTarget }) => void give(currentTarget)}
      >
        {(mayChange ? given : [person.role]).map((role) => (
          <option key={role} value={role} dir="auto">
            {ROLE_WORDS[role]}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="button"
        aria-label={`Phone number of ${name}`}
        onClick={() => (isNumbering.value = true)}
      >
        Phone number
      </button>
      {isNumbering.value && <PersonNumbersDialog person={person} onClose={() => (isNumbering.value = false)} />}
      {mayLink && (
        <button
          type="button"
          class="button"
          aria-label={`New password link for ${name}`}
          onClick={() => (isLinking.value = true)}
        >
          New password link
        </button>
      )}
      {isLinking.value && <PasswordLinkDialog person={person} onClose={() => (isLinking.value = false)} />}
      {refusal.value && <Notice tone="wrong">{refusal.value.message}</Notice>}
      {person.roleUnderWay && (
        <Notice tone="warn">
          The new role is saved and takes effect within a few minutes. Until then they keep their former role.
        </Notice>
      )}
      {isChoosing.value && (
        <ChooseDialog
          title={`Teams of ${name}`}
          choices={teams.map((team) => ({
            id: team.teamId,
            words: team.title,
            label: <TeamName team={team} />,
          }))}
          chosen={person.teamIds}
          empty="There are no teams yet. Create them under Teams."
          save={async (teamIds) => {
            const answer = await call(
              api.admin.people[":personId"].teams.$put({ param: { personId }, json: { teamIds } }),
            );
            if (answer.ok) onChanged();
            return answer;
          }}
          onClose={() => (isChoosing.value = false)}
        />
      )}
    </li>
  );
}

function AddPerson({ onClose, onAdded }: { onClose(): void; onAdded(): void }) {
  const now = session.value;
  const roles = (now.state === "in" ? rolesGivenBy(now.me.role) : []).filter((role) => role !== "SUSPENDED");
  const fields = useRef<HTMLDivElement>(null);
  const busy = useSignal(false);
  const refusal = useSignal<Refusal | null>(null);

  async function add(): Promise<void> {
    const form = fields.current?.closest("form");
    if (!form || busy.value) return;
    busy.value = true;
    refusal.value = null;
    const { role: chosen, ...typed } = formText(form, "firstName", "lastName", "email", "password", "role");
    const role = roles.find((each) => each === chosen) ?? "TEXTER";
    const answer = await call(api.admin.people.$post({ json: { ...typed, role } }));
    busy.value = false;
    if (answer.ok) onAdded();
    else refusal.value = answer;
  }

  return (
    <Dialog
      title="Add a person"
      refusal={refusal.value}
      onSubmit={() => void add()}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={busy.value}>
            {busy.value ? "Adding…" : "Add"}
          </button>
        </>
      }
    >
      <div ref={fields} class="stack">
        <Field label="First name" of="firstName">
          {(described) => <input {...described} class="input" name="firstName" required maxLength={100} />}
        </Field>
        <Field label="Last name" of="lastName">
          {(described) => <input {...described} class="input" name="lastName" required maxLength={100} />}
        </Field>
        <Field label="E-mail" of="email">
          {(described) => <input {...described} class="input" type="email" name="email" required autocomplete="off" />}
        </Field>
        <PasswordField
          label="Password"
          kind="new-password"
          hint="At least 8 characters. Tell them in person; they can change it afterwards."
        />
        <Field label="Role" of="role">
          {(described) => (
            <select {...described} class="input" name="role">
              {roles.map((role) => (
                <option key={role} value={role} dir="auto">
                  {ROLE_WORDS[role]}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </Dialog>
  );
}
