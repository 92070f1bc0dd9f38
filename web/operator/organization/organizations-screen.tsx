import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { Blank, Heading } from "../../ui/screen.tsx";

const TEXTS_FROM = {
  service: "texts by its own Messaging Service",
  shared: "texts from the shared numbers",
  own: "texts from its own numbers",
} as const;

/** Every organization of the installation. */
export function OrganizationsScreen() {
  const list = usePages({ ask: () => api.operator.organizations.$get(), rowsOf: (page) => page.organizations });
  return (
    <main class="page broad stack loose">
      <Heading title="Organizations" />
      <PagedList
        of={list}
        what="organizations"
        blank={
          <Blank title="No organizations">
            <p>Make the first one with the setup token.</p>
          </Blank>
        }
      >
        {(rows) => (
          <ul class="campaigns">
            {rows.map(({ orgId, name, people, activeCampaigns, textsFrom }) => (
              <li key={orgId} class="person-row">
                <div class="grow stack tight">
                  <strong dir="auto">{name}</strong>
                  <span class="soft small">
                    {counted(people, "person", "people")} · {counted(activeCampaigns, "active campaign")} ·{" "}
                    {TEXTS_FROM[textsFrom]} · {orgId}
                  </span>
                </div>
                <a class="button" href={`/operator/pool/${orgId}`}>
                  Its own numbers<span class="unseen"> ({name})</span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </main>
  );
}
