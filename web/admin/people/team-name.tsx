import type { Team } from "../../../domain/people/teams.ts";
import "./teams.css";

/** A team in a list: its colour and its title. */
export function TeamName({ team }: { team: Pick<Team, "title" | "color"> }) {
  return <span class={`team-name team-${team.color}`}>{team.title}</span>;
}

/** A person's teams, by id; deleted ones are left out. */
export function TeamNames({ teamIds, teams }: { teamIds: readonly string[]; teams: readonly Team[] }) {
  const known = teams.filter(({ teamId }) => teamIds.includes(teamId));
  if (known.length === 0) return null;
  return (
    <span class="row">
      {known.map((team) => (
        <TeamName key={team.teamId} team={team} />
      ))}
    </span>
  );
}
