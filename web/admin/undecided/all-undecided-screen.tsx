import { useEffect } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Heading } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { undecidedTexts } from "./undecided-count.ts";
import { UndecidedList } from "./undecided-list.tsx";
import { HowToDecide, NothingToDecide } from "./undecided-screen.tsx";
import { useReloading } from "./use-reloading.ts";

/** The texts of all campaigns that need a decision. */
export function AllUndecidedScreen() {
  const list = useLoad(() => api.admin.undecided.$get());
  useReloading(list.reload);
  useEffect(() => {
    const answer = list.answer.value;
    if (answer?.ok) undecidedTexts.value = answer.campaigns.reduce((sum, each) => sum + each.count, 0);
  }, [list.answer.value]);
  return (
    <main class="page broad stack loose">
      <Heading title="Texts that need a decision" />
      <Loaded of={list} what="list">
        {({ campaigns }) =>
          campaigns.length === 0 ? (
            <NothingToDecide />
          ) : (
            <>
              <HowToDecide />
              {campaigns.map(({ campaignId, title, count: waiting, undecided }) => (
                <section key={campaignId} class="stack" aria-labelledby={campaignId}>
                  <div class="row spread">
                    <h2 id={campaignId}>
                      {title || "Without a title"} <span class="badge full">{count(waiting)}</span>
                    </h2>
                    <a href={`/admin/campaigns/${campaignId}/undecided`}>In the campaign</a>
                  </div>
                  <UndecidedList campaignId={campaignId} undecided={undecided} />
                </section>
              ))}
            </>
          )
        }
      </Loaded>
    </main>
  );
}
