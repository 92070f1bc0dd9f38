import { api } from "../../api/client.ts";
import { Icon } from "../../ui/icons.tsx";
import { now } from "../../ui/time/now.ts";
import { Blank, Heading } from "../../ui/screen.tsx";
import { dueText, longDate } from "../../ui/time/time.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { WaitingWork } from "../unmatched/waiting-work.tsx";

/** All campaigns of the organization, the newest first. */
export function CampaignListScreen() {
  const list = useLoad(() => api.admin.campaigns.$get());
  return (
    <main class="page broad stack loose">
      <div class="row spread">
        <Heading title="Campaigns" />
        <a class="button primary" href="/admin/campaigns/new">
          <Icon name="plus" /> New campaign
        </a>
      </div>
      <WaitingWork />
      <Loaded of={list} what="list">
        {({ campaigns }) =>
          campaigns.length === 0 ? (
            <Blank title="No campaign yet">
              <p>A campaign needs a list of contacts and a first text. Then volunteers join by its link.</p>
              <a class="button primary" href="/admin/campaigns/new">
                Make the first one
              </a>
            </Blank>
          ) : (
            <ul class="campaigns">
              {campaigns.map((campaign) => (
                <li key={campaign.campaignId}>
                  <a class="campaign-link" href={`/admin/campaigns/${campaign.campaignId}`}>
                    <strong class="grow">{campaign.title || "Without a title"}</strong>
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
          )
        }
      </Loaded>
    </main>
  );
}
