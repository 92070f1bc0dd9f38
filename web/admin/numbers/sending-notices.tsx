import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Notice } from "../../ui/screen.tsx";

/** On the first screen of the administration: numbers that had to rest. Nothing while all is well. */
export function SendingNotices() {
  const answer = useLoad(() => api.admin["number-health"].open.$get()).answer.value;
  if (!answer?.ok || answer.open === 0) return null;
  return (
    <Notice tone="wrong" live={false} title={`${counted(answer.open, "number is", "numbers are")} unhealthy`}>
      <span>
        The networks filter, refuse or lose its texts.{" "}
        <a href="/admin/settings/number-health">See why, and what to do</a>
      </span>
    </Notice>
  );
}
