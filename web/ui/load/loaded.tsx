import type { ComponentChildren } from "preact";
import type { AnyAnswer, Given } from "../../api/call.ts";
import { Blank, Skeleton } from "../screen.tsx";
import type { Loading } from "./load.ts";

type Props<Answer extends AnyAnswer> = {
  of: Loading<Answer>;
  what: string;
  /** The screen is about this, and has no heading without it. */
  page?: boolean;
  children: (loaded: Given<Answer>) => ComponentChildren;
};

/** Shows what was read, or that it is being read, or what to do when it could not be. */
export function Loaded<Answer extends AnyAnswer>({ of, what, page = false, children }: Props<Answer>) {
  const answer: AnyAnswer | null = of.answer.value;
  if (!answer) return <Skeleton heights={["card", "card"]} />;
  // An answer that is not a refusal is an Answer.
  if (answer.ok) return <>{children(answer as Given<Answer>)}</>;
  return (
    <Blank
      page={page}
      title={answer.reason === "not_found" ? `This ${what} was not found` : `The ${what} did not load`}
    >
      <p dir="auto">{answer.message}</p>
      <div class="row">
        <button type="button" class="button primary" onClick={() => void of.reload()}>
          Try again
        </button>
        {page && (
          <a class="button" href="/admin">
            Back to campaigns
          </a>
        )}
      </div>
    </Blank>
  );
}
