import type { ComponentChildren } from "preact";
import { Blank, Skeleton } from "./screen.tsx";
import type { Loading } from "./load.ts";

type Props<T> = { of: Loading<T>; what: string; children: (loaded: T) => ComponentChildren };

/** Shows what was read, or that it is being read, or what to do when it could not be. */
export function Loaded<T>({ of, what, children }: Props<T>) {
  const answer = of.answer.value;
  if (!answer) return <Skeleton heights={["card", "card"]} />;
  if (answer.ok) return <>{children(answer)}</>;
  return (
    <Blank title={answer.reason === "not_found" ? `There is no such ${what}` : `The ${what} did not load`}>
      <p>{answer.message}</p>
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
