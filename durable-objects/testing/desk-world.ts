/** A desk with its operations against the real queue modules; calls between objects are direct here. */
import type { DeskItem, TexterOp } from "../../domain/texter-app/texter.ts";
import { answer } from "../campaign-queue/conversations/answers.ts";
import { FormerScripts } from "../campaign-queue/conversations/former-scripts.ts";
import { KnownLabels } from "../campaign-queue/conversations/known-labels.ts";
import { setClosed } from "../campaign-queue/conversations/conversations.ts";
import { confirmLease, deskOf, lease, release } from "../campaign-queue/assignment/leases.ts";
import { acceptSend } from "../campaign-queue/sending/sends.ts";
import { migratedSql } from "./node-sql.ts";
import type { Remote } from "../kit/calls/remote.ts";
import { TokenBucket } from "../kit/time/token-bucket.ts";
import { aConfig, ANA, CAMPAIGN_ID, ORG_ID, QUEUE_KEY, queueWorld } from "./queue-world.ts";
import { Desk } from "../texter-inbox/desk/desk.ts";
import { Operations } from "../texter-inbox/desk/operations.ts";
import type { DirectOps, RequestOps } from "../texter-inbox/desk/operations.ts";
import { INBOX_MIGRATIONS } from "../texter-inbox/schema.ts";
import type { CampaignQueueRpc } from "../rpc/campaign-queue.ts";
import type { CampaignRpc } from "../rpc/campaign.ts";
import type { Membership } from "../rpc/texter-inbox.ts";

type Answered = { ok: boolean; reason?: string; message?: string; total?: number; items?: DeskItem[] };

export const TOKEN = `${CAMPAIGN_ID}.secretsecretsecret`;
export const REQUEST = "request-0000000001";
const membership: Membership = { ...ANA, orgId: ORG_ID, orgName: "Org", role: "TEXTER", email: "ana@example.org" };

export function deskWorld({
  contacts = 20,
  burst = 80,
  config = {},
}: { contacts?: number; burst?: number; config?: object } = {}) {
  const world = queueWorld({ contacts, config });
  const sql = migratedSql(INBOX_MIGRATIONS);
  const joined = new Set<string>();
  const down = { queue: false, settle: false };
  let releasesDelayed: Promise<void> = Promise.resolve();
  const labels = new KnownLabels({ ask: async () => null, now: () => world.clock.now });
  const formerScripts = new FormerScripts({ ask: async () => null, teamIds: async () => [] });
  const queueStub = {
    lease: async (request) => lease(world.store, request),
    confirmLease: async ({ requestId }) => confirmLease(world.store, requestId),
    release: async ({ personId }) => {
      const released = release(world.store, personId);
      await releasesDelayed;
      return { released };
    },
    send: async (request) => {
      if (down.queue) throw new Error("the queue is not there");
      return world.store.block((change) => acceptSend(world.store, change, { ...request, isChecked: true }));
    },
    answer: (request) =>
      answer({ store: world.store, labels, formerScripts, directory: { reportOptOut: async () => {} } }, request),
    setClosed: async (request) => setClosed(world.store, request),
  } satisfies Partial<Remote<CampaignQueueRpc>>;
  const campaignStub = {
    join: async ({ token, texter }) => {
      if (token !== TOKEN) return { ok: false, reason: "not_found", message: "no" };
      const already = joined.has(texter.personId);
      joined.add(texter.personId);
      return { ok: true, already, config: world.store.config ?? aConfig() };
    },
    findWork: async ({ personId }) =>
      joined.has(personId)
        ? { ok: true, queueNos: [1], config: world.store.config ?? aConfig() }
        : { ok: false, reason: "not_yours", message: "no" },
  } satisfies Partial<Remote<CampaignRpc>>;
  // Their own test is beside request-operations.ts.
  const noRequests = { shown: () => [] } as Partial<RequestOps> as RequestOps;
  const noDirect = {
    shown: () => ({ numbers: [], threads: [] }),
    threads: () => ({ ok: true, numbers: [], threads: [] }),
  } as Partial<DirectOps> as DirectOps;
  const sent: number[] = [];
  const start = () => {
    const desk = new Desk(sql);
    const operations = new Operations({
      desk,
      now: () => world.clock.now,
      membership: () => membership,
      // Of other objects, operations call these alone.
      campaign: () => campaignStub as Partial<Remote<CampaignRpc>> as Remote<CampaignRpc>,
      knows: async (campaignId) => (campaignId === CAMPAIGN_ID ? "yes" : "no"),
      queue: () => queueStub as Partial<Remote<CampaignQueueRpc>> as Remote<CampaignQueueRpc>,
      throttle: new TokenBucket({ ratePerSecond: 20, burst }),
      requests: noRequests,
      direct: noDirect,
      archived: () => [],
      teamWaiting: () => 0,
      withoutLaw: true,
      onAct: () => {},
      onSent: () => sent.push(1),
      settled: async () => {
        if (down.settle) throw new Error("a queue cannot be read");
      },
      later: (work) => void work,
      onFault: () => {},
    });
    const perform = (op: TexterOp, params: object = {}) => operations.perform(op, params);
    return {
      world,
      desk,
      down,
      joined,
      sent,
      perform,
      /** Answers to giving back come once this has resolved. */
      delayReleases: (until: Promise<void>) => {
        releasesDelayed = until;
      },
      // Tests look at whatever an answer holds.
      ask: async (op: TexterOp, params: object = {}) => (await perform(op, params)).answer as Answered,
      /** As the reader of queues does after a crash. */
      readAnew: () => {
        desk.replaceQueue(QUEUE_KEY, deskOf(world.store, ANA), { sinceSeq: desk.seq });
        desk.isReadAnew();
      },
    };
  };
  /** `restart`: the object with what its tables have; what was not flushed is lost. */
  return { ...start(), restart: start };
}

export async function holding(count: number, options: Parameters<typeof deskWorld>[0] = {}) {
  const made = deskWorld(options);
  await made.ask("join", { token: TOKEN });
  await made.ask("take", { campaignId: CAMPAIGN_ID, requestId: REQUEST, count });
  return made;
}

export type Made = Awaited<ReturnType<typeof holding>>;

let ids = 0;
export const sendFirstText = ({ world, ask }: Pick<Made, "world" | "ask">, n: number, change: object = {}) =>
  ask("send", {
    contactId: world.id(n),
    messageId: `message-of-test-${(ids += 1)}`,
    body: world.firstText(n),
    initial: true,
    lastSeenId: null,
    ...change,
  });
