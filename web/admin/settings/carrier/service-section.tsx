import { paceWords, registrationWords } from "../../../../domain/numbers/service-facts.ts";
import type { ServiceFacts } from "../../../../domain/numbers/service-facts.ts";
import { api } from "../../../api/client.ts";
import { counted } from "../../../ui/counted.ts";
import { useLoad } from "../../../ui/load/load.ts";
import { Notice, Skeleton } from "../../../ui/screen.tsx";

/** What the carrier says of the Messaging Service that is set: nobody has to open its console to see that it is right. */
export function ServiceSection() {
  const loading = useLoad(() => api.admin.carrier.service.$get());
  const answer = loading.answer.value;
  if (answer?.ok && answer.facts === null) return null;
  return (
    <section class="card stack" aria-labelledby="service-facts">
      <h2 id="service-facts">Your Messaging Service</h2>
      {!answer && <Skeleton heights={["line", "line"]} />}
      {answer && !answer.ok && (
        <Notice tone="warn" title="The carrier did not say" live={false}>
          <span dir="auto">{answer.message}</span>
        </Notice>
      )}
      {answer?.ok && answer.facts && <Facts facts={answer.facts} />}
      <div>
        <button type="button" class="button" onClick={() => void loading.reload()}>
          Ask the carrier again
        </button>
      </div>
    </section>
  );
}

function Facts({ facts }: { facts: ServiceFacts }) {
  const { name, numbers, repliesComeHere, repliesBelongAt, registration } = facts;
  const pace = registration && paceWords(registration);
  return (
    <>
      <ul class="stack tight">
        <li dir="auto">Name: {name}</li>
        <li>{counted(numbers, "number")}</li>
        <li>
          US registration (10DLC):{" "}
          {registration
            ? registrationWords(registration)
            : "none. Local US numbers need one before they text real people."}
        </li>
        {pace && <li>Pace: {pace}</li>}
        <li>
          <a href="/admin/settings/registration">What US networks demand, and what is missing</a>
        </li>
      </ul>
      {registration && registration.errors.length > 0 && (
        <Notice tone="wrong" title="What the carrier objects to" live={false}>
          <span dir="auto">{registration.errors.join(" ")}</span>
        </Notice>
      )}
      {numbers === 0 && (
        <Notice tone="wrong" title="It has no numbers" live={false}>
          <span>No text can leave. Add numbers to its sender pool in the carrier’s console.</span>
        </Notice>
      )}
      {!repliesComeHere && (
        <Notice tone="wrong" title="Replies go elsewhere" live={false}>
          <span>
            Set the address for incoming messages of the service to <code>{repliesBelongAt}</code>
          </span>
        </Notice>
      )}
    </>
  );
}
