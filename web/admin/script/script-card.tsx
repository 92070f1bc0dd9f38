import { useLocation } from "preact-iso/router";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import { count } from "../../ui/time/time.ts";
import "./texts.css";

type Props = {
  campaign: Pick<CampaignDetail, "campaignId" | "script" | "status" | "publishing">;
  /** Saves the rest of the page; false keeps the admin here. */
  beforeLeaving?(): Promise<boolean>;
};

/** The script in short, and the link to its editor. */
export function ScriptCard({ campaign: { campaignId, script, status, publishing }, beforeLeaving }: Props) {
  const { route } = useLocation();
  const path = `/admin/campaigns/${campaignId}/script`;
  const root = script?.steps.find(({ id }) => id === script.rootStepId);
  const variants = root?.texts.length ?? 0;
  const parts = [
    script && `${count(script.steps.length)} ${script.steps.length === 1 ? "step" : "steps"}`,
    variants > 1 && `${count(variants)} variants of the first text`,
    script?.responses?.length &&
      `${count(script.responses.length)} canned ${script.responses.length === 1 ? "response" : "responses"}`,
  ].filter(Boolean);
  return (
    <section class="card stack script" aria-labelledby="script">
      <div class="row spread">
        <h2 id="script">Script</h2>
        {publishing && (
          <span class={`badge ${publishing.isPublished ? "good" : "warn"}`}>
            {publishing.isPublished ? `Published, version ${publishing.version}` : "Not published"}
          </span>
        )}
      </div>
      {publishing && !publishing.isPublished && (
        <p class="soft">This is the script as edited. Texters still use version {publishing.version}.</p>
      )}
      {root?.texts[0]?.trim() ? (
        <>
          <p class="sample kept">{root.texts[0]}</p>
          {root.question && <p dir="auto">{root.question}</p>}
          {root.answers.length > 0 && <p class="soft">{root.answers.map(({ value }) => value || "…").join(" · ")}</p>}
          <p class="soft small">{parts.join(", ")}</p>
        </>
      ) : (
        <p class="soft">What texters send first, what they ask, and what they say after each answer.</p>
      )}
      <div>
        <a
          class={`button ${root ? "" : "primary"}`}
          href={path}
          data-saves={beforeLeaving ? "" : undefined}
          onClick={(event) => {
            if (!beforeLeaving || event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            event.stopPropagation();
            void beforeLeaving().then((isSaved) => isSaved && route(path));
          }}
        >
          {status === "ARCHIVED" ? "See the script" : root ? "Edit the script" : "Write the script"}
        </a>
      </div>
    </section>
  );
}
