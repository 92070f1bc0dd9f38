import type { AnswerAction } from "../../../../domain/scripts/answer-action.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { Icon } from "../../../ui/icons.tsx";
import type { IconName } from "../../../ui/icons.tsx";
import type { DeskClient } from "../../desk/desk.ts";
import { namesOf } from "../known-names.ts";

type Does = { icon: IconName; words: string };

/** What an answer does besides, in words that follow its own. */
function whatOf(desk: DeskClient, action: AnswerAction): Does {
  switch (action.kind) {
    case "opt_out":
      return { icon: "stop", words: "Also opts out" };
    case "wrong_number":
      return { icon: "stop", words: "Also marks the number as wrong" };
    case "close":
      return { icon: "check", words: "Also closes" };
    case "label": {
      const name = namesOf(desk).labels.find(({ labelId }) => labelId === action.labelId)?.name;
      return { icon: "tag", words: name === undefined ? "Also adds a label" : `Also labels “${name}”` };
    }
    case "team":
      return { icon: "people", words: `Also gives it to ${teamOf(desk, action.teamId)}` };
  }
}

function teamOf(desk: DeskClient, teamId: string): string {
  const title = namesOf(desk).teams.find((team) => team.teamId === teamId)?.title;
  return title === undefined ? "another team" : `the team “${title}”`;
}

export function AnswerDoes({ desk, action }: { desk: DeskClient; action: AnswerAction }) {
  const { icon, words } = whatOf(desk, action);
  return (
    <span class="answer-does">
      <Icon name={icon} />
      <span dir="auto">{words}</span>
    </span>
  );
}

/** The words once it is under way: the conversation stays on the screen until it has gone. */
export function GivenAway({ desk, teamId }: { desk: DeskClient; teamId: string }) {
  return (
    <p class="soft" dir="auto">
      You gave this conversation to {teamOf(desk, teamId)}. It will leave your list.
    </p>
  );
}

type Props = {
  orgName: string;
  name: string;
  answer: string;
  kind: "opt_out" | "wrong_number";
  onConfirm(): void;
  onClose(): void;
};

/** Asks once: after this nobody in the organization can text the number. */
export function AnswerActionDialog({ orgName, name, answer, kind, onConfirm, onClose }: Props) {
  const isWrong = kind === "wrong_number";
  return (
    <Dialog
      title={isWrong ? `Is this the wrong number for ${name}?` : `Opt ${name} out?`}
      onSubmit={onConfirm}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button danger">
            {isWrong ? "Mark as wrong number" : "Opt out"}
          </button>
        </>
      }
    >
      <p>
        The answer “<bdi>{answer}</bdi>” {isWrong ? "marks this number as wrong" : "opts this contact out"}: nobody will
        text this number again, in any campaign of <bdi>{orgName}</bdi>. Texts that are still queued are canceled.
      </p>
    </Dialog>
  );
}
