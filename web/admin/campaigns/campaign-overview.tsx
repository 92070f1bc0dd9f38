import type { CampaignDetail, CampaignNumbers } from "../../../domain/campaigns/campaign.ts";
import { counted } from "../../ui/counted.ts";
import { count } from "../../ui/time/time.ts";
import type { CampaignFeed } from "./campaign-feed.ts";
import { CampaignTabs } from "./campaign-tabs.tsx";
import { optOutTile } from "./opt-out-tile.ts";
import { share } from "./share.ts";
import { ContactsSection } from "../contacts/contacts-section.tsx";
import { JoinLink } from "./join-link.tsx";
import { CampaignHead } from "../lifecycle/campaign-head.tsx";
import { DueDate } from "../lifecycle/due-date.tsx";
import { RunningPolicy } from "../assignments/policy/running-policy.tsx";
import { NumberSetupCard } from "../numbers/number-setup.tsx";
import { ScriptCard } from "../script/script-card.tsx";
import { Unpublished } from "../script/publishing/unpublished.tsx";
import "./overview.css";

type Props = { campaign: CampaignDetail; feed: CampaignFeed; onChanged(): void };

/** A started campaign: live numbers, controls, the join link for texters. */
export function OverviewTab({ campaign, feed, onChanged }: Props) {
  const news = feed.news.value;
  const { status } = news.state ?? campaign;
  const mayJoin = status === "ACTIVE";
  const numbers = news.numbers ?? campaign.numbers;
  const texters = news.texters ?? campaign.texters;
  const setup = news.setup ?? campaign.numberSetup;
  const isLive = feed.link.value.state === "live";
  return (
    <>
      <CampaignHead campaign={campaign} feed={feed} onChanged={onChanged} />
      <CampaignTabs campaignId={campaign.campaignId} undecided={numbers.undecided} here="overview" />
      {setup && <NumberSetupCard campaignId={campaign.campaignId} setup={setup} />}
      <Unpublished campaign={campaign} status={status} />
      <section class="stack" aria-labelledby="numbers">
        <div class="row spread">
          <h2 id="numbers">Numbers</h2>
          {status !== "ARCHIVED" && (
            <output class={`link-state ${isLive ? "live" : "waiting"}`}>
              {isLive ? "Live" : "Updates automatically"}
            </output>
          )}
        </div>
        <Numbers numbers={numbers} />
      </section>
      <div class="two">
        <section class="card stack" aria-labelledby="texters">
          <h2 id="texters">Texters</h2>
          <p>
            {counted(texters, "texter has joined.", "texters have joined.")}
            {mayJoin && " Send this link to others who want to text:"}
          </p>
          {mayJoin && <JoinLink token={campaign.joinToken} />}
        </section>
        <DueDate campaign={campaign} onChanged={onChanged} />
      </div>
      {status !== "ARCHIVED" && <RunningPolicy campaign={campaign} onChanged={onChanged} />}
      <ScriptCard campaign={campaign} />
      {status !== "CLOSED" && status !== "ARCHIVED" && (
        <details>
          <summary class="summary">Add contacts</summary>
          <ContactsSection
            campaign={campaign}
            allowTestNumbers={campaign.allowTestNumbers}
            feed={feed}
            beforeUpload={() => Promise.resolve(true)}
          />
        </details>
      )}
    </>
  );
}

function Numbers({ numbers }: { numbers: CampaignNumbers }) {
  const done = numbers.contacts - numbers.left - numbers.assigned;
  const tiles = [
    {
      name: "Not texted yet",
      value: numbers.left + numbers.assigned,
      more: `${count(numbers.left)} not assigned, ${count(numbers.assigned)} to send`,
    },
    { name: "Sent", value: numbers.sent, more: `${count(numbers.queued)} queued` },
    { name: "Delivered", value: numbers.delivered, more: share(numbers.delivered, numbers.sent) },
    { name: "Replies", value: numbers.replies, more: `${count(numbers.needsResponse)} waiting for a reply` },
    { name: "Opt-outs", ...optOutTile(numbers) },
    {
      name: "Errors",
      value: numbers.errors,
      more: `${counted(numbers.undecided, "needs a decision", "need a decision")}, ${count(numbers.notAttempted)} not sent`,
    },
  ];
  return (
    <>
      <dl class="tiles">
        {tiles.map(({ name, value, more }) => (
          <div key={name}>
            <dt dir="auto">{name}</dt>
            <dd>
              <span class="value">{count(value)}</span>
              <span class="soft small">{more}</span>
            </dd>
          </div>
        ))}
      </dl>
      <div class="stack tight">
        <span class="row spread small soft number">
          <span>Contacts texted or opted out</span>
          <span>
            {count(done)} of {count(numbers.contacts)}
          </span>
        </span>
        <progress
          class="progress"
          aria-label="Contacts texted or opted out"
          value={done}
          max={Math.max(1, numbers.contacts)}
        />
      </div>
    </>
  );
}
