import type { ComponentChildren } from "preact";
import type { AnyAnswer, Given } from "../../api/call.ts";
import { Blank, Skeleton } from "../screen.tsx";
import type { Loading } from "./load.ts";

type Props<Answer extends AnyAnswer> = {
  of: Loading<Answer>;
  what: string;
  children: (loaded: Given<Answer>) => ComponentChildren;
};

/** Shows what was read, or that it is being read, or what to do when it could not be. */
export function Loaded<Answer extends AnyAnswer>({ of, what, children }: Props<Answer>) {
  const answer: AnyAnswer | null = of.answer.value;
  if (!answer) return <Skeleton heights={["card", "card"]} />;
  // An answer that is not a refusal is an Answer.
  if (answer.ok) return <>{children(answer as Given<Answer>)}</>;
  return (
    <Blank title={answer.reason === "not_found" ? `There is no such ${what}` : `The ${what} did not load`}>
      <p dir="auto">{answer.message}</p>
      <div class="row">
        <button type="button" class="button primary" onClick={() => void of.reload()}>
          Try again
        </button>
        <a class="button" href="/admin">
          To the campaigns
        </a>
      </div>
    </Blank>
  );
}
