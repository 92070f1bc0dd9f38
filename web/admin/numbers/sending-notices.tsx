import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Notice } from "../../ui/screen.tsx";

/** On the first screen of the administration: what endangers sending. Nothing while all is well. */
export function SendingNotices() {
  const health = useLoad(() => api.admin["number-health"].open.$get()).answer.value;
  const registration = useLoad(() => api.admin.registration.$get()).answer.value;
  const open = health?.ok ? health.open : 0;
  const lines = registration?.ok ? registration.lines : [];
  const isNeeded = registration?.ok === true && registration.isNeeded;
  const missing = isNeeded ? lines.filter(({ state }) => state === "missing") : [];
  const ending = lines.filter(({ state }) => state === "ending");
  return (
    <>
      {open > 0 && (
        <Notice tone="wrong" live={false} title={`${counted(open, "number is", "numbers are")} unhealthy`}>
          <span>
            The networks filter, refuse or lose texts.{" "}
            <a href="/admin/settings/number-health">See why, and what to do</a>
          </span>
        </Notice>
      )}
      {missing.length > 0 && (
        <Notice tone="warn" live={false} title="The registration is not complete">
          <span>
            No campaign can start until it is: {missing.map(({ title }) => title).join(", ")}.{" "}
            <a href="/admin/settings/registration">Complete it</a>
          </span>
        </Notice>
      )}
      {ending.map(({ key, title, says }) => (
        <Notice key={key} tone="warn" live={false} title={`${title} ends soon`}>
          <span>
            {says} <a href="/admin/settings/registration">What to do</a>
          </span>
        </Notice>
      ))}
    </>
  );
}
