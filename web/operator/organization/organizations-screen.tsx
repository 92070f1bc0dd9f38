import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { Blank, Heading } from "../../ui/screen.tsx";

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
            {rows.map(({ orgId, name, people, activeCampaigns }) => (
              <li key={orgId} class="person-row">
                <div class="grow stack tight">
                  <strong dir="auto">{name}</strong>
                  <span class="soft small">
                    {counted(people, "person", "people")} · {counted(activeCampaigns, "active campaign")} · {orgId}
                  </span>
                </div>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </main>
  );
}
