import { useEffect } from "preact/hooks";
import { api } from "../../api/client.ts";
import { Heading } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { pagesOf, usePages } from "../../ui/load/pages.ts";
import { undecidedTexts } from "./undecided-count.ts";
import { HowToDecide, NothingToDecide, UndecidedList } from "./undecided-list.tsx";

/** Every active campaign is asked. */
const LOOK_AGAIN_MS = 10_000;

/** The texts of all campaigns that need a decision. */
export function AllUndecidedScreen() {
  const list = usePages({
    ask: () => api.admin.undecided.$get(),
    rowsOf: (page) => page.campaigns,
    againMs: LOOK_AGAIN_MS,
  });
  useEffect(() => {
    if (list.rows) undecidedTexts.value = list.rows.reduce((sum, each) => sum + each.count, 0);
  }, [list.rows]);
  return (
    <main class="page broad stack loose">
      <Heading title="Texts that need a decision" />
      <PagedList of={list} what="texts" blank={<NothingToDecide />}>
        {(rows) => (
          <>
            <HowToDecide />
            {rows.map(({ campaignId, title, count: waiting, undecided }) => (
              <section key={campaignId} class="stack" aria-labelledby={campaignId}>
                <div class="row spread">
                  <h2 id={campaignId}>
                    {title || "Untitled campaign"} <span class="badge full">{count(waiting)}</span>
                  </h2>
                  <a href={`/admin/campaigns/${campaignId}/undecided`}>Open in the campaign</a>
                </div>
                <UndecidedList campaignId={campaignId} of={pagesOf(undecided)} />
              </section>
            ))}
          </>
        )}
      </PagedList>
    </main>
  );
}
