import { api } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";
import { now } from "../../ui/time/now.ts";
import { Blank, Heading } from "../../ui/screen.tsx";
import { dueText, longDate } from "../../ui/time/time.ts";
import { PagedList } from "../../ui/load/paged-list.tsx";
import { usePages } from "../../ui/load/pages.ts";
import { StatusBadge } from "./status-badge.tsx";
import { SendingNotices } from "../numbers/sending-notices.tsx";
import { WaitingWork } from "../unmatched/waiting-work.tsx";

/** All campaigns of the organization, the newest first. */
export function CampaignListScreen() {
  const list = usePages({ ask: () => api.admin.campaigns.$get(), rowsOf: (page) => page.campaigns });
  return (
    <main class="page broad stack loose">
      <div class="row spread">
        <Heading title="Campaigns" />
        <a class="button primary" href="/admin/campaigns/new">
          <Icon name="plus" /> New campaign
        </a>
      </div>
      <WaitingWork />
      <SendingNotices />
      <PagedList
        of={list}
        what="campaigns"
        blank={
          <Blank title="No campaign yet">
            <p>A campaign needs a list of contacts and a first text. Then volunteers join with its link.</p>
            <a class="button primary" href="/admin/campaigns/new">
              Create the first one
            </a>
          </Blank>
        }
      >
        {(rows) => (
          <ul class="campaigns">
            {rows.map((campaign) => (
              <li key={campaign.campaignId}>
                <a class="campaign-link" href={`/admin/campaigns/${campaign.campaignId}`}>
                  <strong class="grow" dir="auto">
                    {campaign.title || "Untitled campaign"}
                  </strong>
                  {campaign.isTemplate && <span class="badge">Template</span>}
                  <span class="soft small">
                    {campaign.status === "DRAFT" || campaign.status === "ACTIVE"
                      ? dueText(campaign.dueDate, now.value)
                      : `Due ${longDate(campaign.dueDate)}`}
                  </span>
                  <StatusBadge status={campaign.status} paused={campaign.paused} />
                </a>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </main>
  );
}
