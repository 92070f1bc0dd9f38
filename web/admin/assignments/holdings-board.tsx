import { useComputed, useSignal } from "@preact/signals";
import type { CampaignDetail } from "../../../domain/campaigns/campaign.ts";
import type { Person } from "../../../domain/people/people.ts";
import { api } from "../../api/client.ts";
import { session } from "../../session.ts";
import { Field } from "../../ui/forms/field.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Blank, Notice } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { ChooseDialog } from "../people/choose-dialog.tsx";
import { JoinLink } from "../campaigns/join-link.tsx";
import { useUnsaved } from "../../ui/forms/unsaved.tsx";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { GiveDialog } from "./give-dialog.tsx";
import { changesOf, countsWords, found, inOrder, movedWords, roleWords, withoutSaved } from "./holdings.ts";
import type { Edits, TexterHolding } from "./holdings.ts";
import { NumbersBar } from "./numbers-bar.tsx";
import type { Receiver } from "./receivers.tsx";
import { ReleaseDialog } from "./release-dialog.tsx";
import { SplitDialog } from "./split-dialog.tsx";
import { SweepDialog } from "./sweep-dialog.tsx";
import { TextersTable } from "./texters-table.tsx";
import { useHoldings } from "./use-holdings.ts";
import { useSending } from "./use-sending.ts";
import "../campaigns/overview.css";

/** From this many texters on there is a search. */
const MANY = 8;

type Open = { what: "give" | "release"; texter: TexterHolding } | { what: "split" | "sweep" | "add" } | null;

/** The list, its actions, and what is typed but not saved; refreshing the list touches none of that. */
export function HoldingsBoard({ campaign }: { campaign: CampaignDetail }) {
  const { campaignId } = campaign;
  const holdings = useHoldings(campaignId);
  const people = useLoad(() => api.admin.people.$get());
  const edits = useSignal<Edits>(new Map());
  /** Texters who were added here and get contacts with the next save. */
  const added = useSignal<readonly string[]>([]);
  const search = useSignal("");
  const open = useSignal<Open>(null);
  const notice = useSignal<{ tone: "calm" | "warn"; words: string } | null>(null);
  const { busy, refusal, setCounts } = useSending(campaignId);
  const now = open.value;
  useUnsaved("numbers", "Contacts to send", edits.value.size > 0);
  const me = session.value.state === "in" ? session.value.me.personId : "";
  const mayChange = campaign.status !== "ARCHIVED";

  const everybody = useComputed(() => receiversOf(holdings.answer.value, people.answer.value, me));
  const nameOf = (personId: string) => everybody.value.find((each) => each.personId === personId)?.name ?? "Somebody";

  async function finish(words: string, tone: "calm" | "warn" = "calm"): Promise<void> {
    open.value = null;
    notice.value = { tone, words };
    await holdings.reload();
  }

  async function save(texters: readonly TexterHolding[], left: number): Promise<void> {
    const { counts, wrong } = changesOf(edits.value, { left, texters });
    if (wrong.length > 0 || counts.length === 0) return;
    const saved = edits.value;
    notice.value = null;
    const set = await setCounts(counts);
    if (!set) return;
    await finish(countsWords(set, nameOf), set.missing > 0 ? "warn" : "calm");
    edits.value = withoutSaved(edits.value, saved);
  }

  return (
    <Loaded of={holdings} what="assignments">
      {(held) => {
        const texters = [
          ...inOrder(held.texters),
          ...added.value.flatMap((id) => newcomer(id, held.texters, everybody.value)),
        ];
        const changes = changesOf(edits.value, { left: held.left, texters });
        const sum = (of: (texter: TexterHolding) => number) =>
          held.texters.reduce((total, each) => total + of(each), 0);
        const shown = found(texters, search.value);
        return (
          <section class="stack" aria-labelledby="holdings">
            <div class="row spread">
              <h2 id="holdings">Assignments</h2>
              <output class={`link-state ${holdings.failed.value ? "waiting" : "live"}`}>
                {holdings.failed.value ? "Not up to date" : "Updates automatically"}
              </output>
            </div>
            {holdings.failed.value && <Notice tone="warn">{holdings.failed.value}</Notice>}
            <dl class="tiles held-tiles">
              <Tile name="Not assigned" value={held.left} more="no texter has them" />
              <Tile name="To send" value={sum(({ toSend }) => toSend)} more="assigned, not texted yet" />
              <Tile name="Waiting for a reply" value={sum(({ waiting }) => waiting)} more="from a texter" />
            </dl>
            {mayChange && (
              <div class="row held-actions">
                <button type="button" class="button" onClick={() => (open.value = { what: "split" })}>
                  Split contacts evenly…
                </button>
                <button type="button" class="button" onClick={() => (open.value = { what: "sweep" })}>
                  Reassign late replies…
                </button>
                <button type="button" class="button" onClick={() => (open.value = { what: "add" })}>
                  <Icon name="plus" /> Add a texter…
                </button>
              </div>
            )}
            {notice.value && <Notice tone={notice.value.tone}>{notice.value.words}</Notice>}
            {texters.length > MANY && (
              <Field label="Search texters">
                {(described) => (
                  <input
                    {...described}
                    class="input"
                    type="search"
                    value={search.value}
                    onInput={({ currentTarget }) => (search.value = currentTarget.value)}
                  />
                )}
              </Field>
            )}
            {texters.length === 0 ? (
              <Nobody campaign={campaign} />
            ) : shown.length === 0 ? (
              <p class="soft">No one by that name.</p>
            ) : (
              <TextersTable
                texters={shown}
                edits={edits.value}
                mayChange={mayChange}
                onType={(personId, typed) => (edits.value = new Map(edits.value).set(personId, typed))}
                onGive={(texter) => (open.value = { what: "give", texter })}
                onRelease={(texter) => (open.value = { what: "release", texter })}
              />
            )}
            {refusal.value && <Notice tone="wrong">{refusal.value.message}</Notice>}
            {(changes.counts.length > 0 || changes.wrong.length > 0) && (
              <NumbersBar
                changes={changes}
                left={held.left}
                busy={busy.value}
                onDiscard={() => {
                  edits.value = new Map();
                  refusal.value = null;
                }}
                onSave={() => void save(texters, held.left)}
              />
            )}
            {now?.what === "give" && (
              <GiveDialog
                campaignId={campaignId}
                from={current(now.texter, held.texters)}
                receivers={everybody.value}
                onClose={() => (open.value = null)}
                onDone={(moved) => void finish(movedWords(moved, nameOf))}
              />
            )}
            {now?.what === "release" && (
              <ReleaseDialog
                campaignId={campaignId}
                texter={current(now.texter, held.texters)}
                onClose={() => (open.value = null)}
                onDone={(words) => void finish(words)}
              />
            )}
            {now?.what === "split" && (
              <SplitDialog
                campaignId={campaignId}
                held={held}
                receivers={everybody.value}
                onClose={() => (open.value = null)}
                onDone={(set) => void finish(countsWords(set, nameOf), set.missing > 0 ? "warn" : "calm")}
              />
            )}
            {now?.what === "sweep" && (
              <SweepDialog
                campaignId={campaignId}
                texters={inOrder(held.texters)}
                deadlineHours={campaign.policy.replyDeadlineHours}
                receivers={everybody.value}
                onClose={() => (open.value = null)}
                onDone={(moved) => void finish(movedWords(moved, nameOf))}
              />
            )}
            {now?.what === "add" && (
              <ChooseDialog
                title="Add texters"
                choices={everybody.value
                  .filter(({ hasJoined }) => !hasJoined)
                  .map(({ personId, name, role }) => ({
                    id: personId,
                    words: name,
                    label: (
                      <>
                        {name}{" "}
                        <span class="soft small" dir="auto">
                          {roleWords(role)}
                        </span>
                      </>
                    ),
                  }))}
                chosen={added.value}
                empty="Everybody in your organization is already here. Others can use the join link, or you can add them under People."
                save={(ids) => {
                  added.value = ids;
                  // A texter who is removed from the list again gets nothing.
                  const here = new Set([...ids, ...held.texters.map(({ personId }) => personId)]);
                  edits.value = new Map([...edits.value].filter(([personId]) => here.has(personId)));
                  return Promise.resolve({ ok: true });
                }}
                onClose={() => (open.value = null)}
              />
            )}
          </section>
        );
      }}
    </Loaded>
  );
}

function Tile({ name, value, more }: { name: string; value: number; more: string }) {
  return (
    <div>
      <dt dir="auto">{name}</dt>
      <dd>
        <span class="value">{count(value)}</span>
        <span class="soft small">{more}</span>
      </dd>
    </div>
  );
}

function Nobody({ campaign }: { campaign: CampaignDetail }) {
  const mayJoin = campaign.status === "ACTIVE";
  return (
    <div class="card stack">
      <Blank title="Nobody has joined yet">
        <p dir="auto">
          {mayJoin
            ? "Send this link to your texters, or add somebody from your organization."
            : "Texters can join by link while the campaign is active."}
        </p>
      </Blank>
      {mayJoin && <JoinLink token={campaign.joinToken} />}
    </div>
  );
}

/** What a texter holds now; for one who is gone, what was known last. */
function current(texter: TexterHolding, texters: readonly TexterHolding[]): TexterHolding {
  return texters.find(({ personId }) => personId === texter.personId) ?? texter;
}

/** The row of a texter who was added and has nothing yet. */
function newcomer(
  personId: string,
  texters: readonly TexterHolding[],
  everybody: readonly Receiver[],
): TexterHolding[] {
  const who = everybody.find((each) => each.personId === personId);
  if (!who || texters.some((each) => each.personId === personId)) return [];
  const { name, role } = who;
  return [{ personId, name, role, toSend: 0, conversations: 0, waiting: 0, waitingSinceMs: null, activeAtMs: 0 }];
}

type Answer<Shape> = (Shape & { ok: true }) | { ok: false } | null;

/**
 * The people who can be given contacts: the admin first, then texters who have joined, then everybody else who may
 * text.
 */
function receiversOf(
  held: Answer<{ texters: TexterHolding[] }>,
  people: Answer<{ people: Person[] }>,
  me: string,
): Receiver[] {
  const everybody = new Map<string, Receiver>();
  for (const { personId, name, role } of held?.ok ? held.texters : []) {
    everybody.set(personId, { personId, name, role, isMe: personId === me, hasJoined: true });
  }
  for (const { personId, firstName, lastName, role } of people?.ok ? people.people : []) {
    if (everybody.has(personId) || role === "SUSPENDED") continue;
    const name = `${firstName} ${lastName}`;
    everybody.set(personId, { personId, name, role, isMe: personId === me, hasJoined: false });
  }
  return [...everybody.values()]
    .filter(({ role }) => role !== "SUSPENDED")
    .sort(
      (a, b) =>
        Number(b.isMe) - Number(a.isMe) || Number(b.hasJoined) - Number(a.hasJoined) || a.name.localeCompare(b.name),
    );
}
