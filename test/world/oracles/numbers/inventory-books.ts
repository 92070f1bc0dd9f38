/** Numbers once everything is at rest: inventories, campaigns, the pool, the carrier's account and Postgres say the same. */
import type {
  AccountNumber,
  AccountNumbers,
  ServiceRecord,
} from "../../../../twilio/emulator/numbers/account-numbers.ts";
import { DEMO_ACCOUNT } from "../../../../twilio/emulator/settings.ts";
import { serviceAddresses, serviceName } from "../../../../domain/numbers/campaign-numbers.ts";
import type { LedgerText } from "../../../../twilio/emulator/ledger.ts";
import type { Storage } from "../../platform/storage.ts";
import { objectsOf } from "../at-rest.ts";

type NumberRow = {
  number: string;
  sid: string;
  state: string;
  reservation_id: string | null;
  use_key: string | null;
  rest_why: string | null;
  rest_until: number | null;
};
type ReservationRow = { id: string; holder_key: string; numbers: string; until: number; state: string };
type OwnNumber = { number: string; queue_no: number; part: number; state: string };
type OwnService = { queue_no: number; part: number; sid: string | null; state: string };
type Part = { area_code: string; reservation_id: string; numbers: string; until: number };

/** Longest reservation of a program. */
const PROGRAM_MS = 10 * 60_000;

/** An object with what it has stored: of a world, or on the disk of real processes (test/fight). */
export type StoredObject = { className: string; key: string; storage: Pick<Storage, "has" | "look"> };

export type InventoryBooks = {
  world: {
    /** By class and key. */
    namespaces: { objects: ReadonlyMap<string, StoredObject> };
    scheduler: { readonly nowMs: number };
    postgres: { rows: <Row>(query: string) => Promise<Row[]> };
  };
  orgId: string;
  /** Of the installation. */
  origin: string;
  accountSid: string;
  carrier: Pick<AccountNumbers, "numbersOf" | "servicesOf" | "pool">;
  texts: readonly LedgerText[];
};

export async function inventoryDiffers(books: InventoryBooks): Promise<string[]> {
  const { world } = books;
  const inventories = objectsOf(world, "NumberInventory").filter(({ storage }) => storage.has("numbers"));
  return [
    ...accountDiffers(books, inventories),
    ...servicesDiffer(books),
    ...objectsOf(world, "Campaign").flatMap((campaign) => campaignDiffers(books, campaign)),
    ...reservationsDiffer(world, inventories),
    ...poolDiffers(world, inventories),
    ...purchasesDiffer(books),
    ...(await postgresDiffers(world, inventories)),
  ];
}

const rowsOf = ({ storage }: StoredObject) => storage.look<NumberRow>("SELECT * FROM numbers ORDER BY number");
const areaOf = ({ key }: StoredObject) => key.slice(key.lastIndexOf(":") + 1);

function accountNumbers({ carrier, accountSid }: Pick<InventoryBooks, "carrier" | "accountSid">): AccountNumber[] {
  // Those of the settings are not the inventory's.
  const others: readonly string[] = DEMO_ACCOUNT.numbers;
  return carrier.numbersOf(accountSid).filter(({ number }) => !others.includes(number));
}

function accountDiffers(books: InventoryBooks, inventories: readonly StoredObject[]): string[] {
  const account = new Map(accountNumbers(books).map((each) => [each.number, each.sid]));
  const found: string[] = [];
  for (const { number, sid, state } of inventories.flatMap(rowsOf)) {
    const there = account.get(number);
    account.delete(number);
    if (there === undefined) found.push(`not the account's: ${number} is ${state} in the inventory`);
    else if (there !== sid) found.push(`other sid: ${number} is ${sid} in the inventory, ${there} at the carrier`);
  }
  return [
    ...found,
    ...[...account.keys()].map((number) => `not in the inventory: the carrier's account has ${number}`),
  ];
}

/** Every service of the account is one of a campaign that texts from it; whatever was cut off, there is one of each. */
function servicesDiffer({ world, orgId, origin, accountSid, carrier }: InventoryBooks): string[] {
  const found: string[] = [];
  const left = new Map<string, ServiceRecord>(
    carrier
      .servicesOf(accountSid)
      .filter(({ sid }) => sid !== DEMO_ACCOUNT.serviceSid)
      .map((service) => [service.sid, service]),
  );
  for (const campaign of objectsOf(world, "Campaign")) {
    if (!campaign.storage.has("own_services")) continue;
    const numbers = campaign.storage.look<OwnNumber>("SELECT * FROM own_numbers WHERE state = 'moved'");
    for (const { queue_no: queueNo, part, sid, state } of campaign.storage.look<OwnService>(
      "SELECT * FROM own_services",
    )) {
      if (state === "deleted") continue;
      const key = `${campaign.key}.${queueNo}`;
      const name = serviceName(key, part);
      const service = left.get(sid ?? "");
      left.delete(sid ?? "");
      if (!service) {
        found.push(`service: ${name} is ${state} as ${sid}, and not at the carrier`);
        continue;
      }
      const { inboundUrl, fallbackUrl, statusCallback } = serviceAddresses(origin, orgId, key);
      const is = [service.name, service.inboundUrl, service.fallbackUrl, service.statusCallback].join(" ");
      if (is !== [name, inboundUrl, fallbackUrl, statusCallback].join(" "))
        found.push(`service: ${name} has other addresses at the carrier: ${is}`);
      const here = numbers
        .filter((each) => each.queue_no === queueNo && each.part === part)
        .map(({ number }) => number);
      const there = carrier.pool(service.sid).map(({ number }) => number);
      if (here.toSorted().join() !== there.toSorted().join())
        found.push(`service: ${name} has ${there.join()} at the carrier, ${here.join()} in its campaign`);
    }
  }
  return [...found, ...[...left.values()].map(({ name, sid }) => `leaked service: ${name} (${sid}) is nobody's`)];
}

function campaignDiffers({ world, orgId, texts }: InventoryBooks, campaign: StoredObject): string[] {
  const { storage, key } = campaign;
  if (!storage.has("own_numbers")) return [];
  const found: string[] = [];
  for (const { number, queue_no: queueNo, state } of storage.look<OwnNumber>("SELECT * FROM own_numbers")) {
    const queue = `${key}.${queueNo}`;
    const row = numberRow(world, number);
    const use = `queue:${orgId}:${queue}`;
    if (["assigned", "moved"].includes(state) && row?.use_key !== use)
      found.push(`assignment: ${number} is ${state} for ${queue}, in the inventory ${row?.use_key ?? row?.state}`);
    if (["returned", "left_out"].includes(state) && row?.use_key === use)
      found.push(`assignment: ${number} is ${state} by ${queue}, and still assigned to it`);
    if (state === "planned") found.push(`planned: ${number} never came to ${queue}`);
  }
  const own = new Map<string, Set<string>>();
  for (const { number, queue_no: queueNo } of storage.look<OwnNumber>("SELECT * FROM own_numbers")) {
    const queue = `${key}.${queueNo}`;
    own.set(queue, (own.get(queue) ?? new Set()).add(number));
  }
  for (const { from, to, statusCallback } of texts) {
    const queue = statusCallback?.split("/status/")[1]?.split(".").slice(0, 2).join(".");
    const numbers = queue === undefined ? undefined : own.get(queue);
    if (numbers && !numbers.has(from)) found.push(`sender: ${queue} texted ${to} from ${from}, which is not its own`);
  }
  return found;
}

function numberRow(world: InventoryBooks["world"], number: string): NumberRow | undefined {
  const inventory = world.namespaces.objects.get(`NumberInventory shared:${number.slice(2, 5)}`);
  return inventory?.storage.look<NumberRow>("SELECT * FROM numbers WHERE number = ?", number)[0];
}

/** What is reserved, a draft holds, and it knows of it; a program's reservation has ended by now, or ends soon. */
function reservationsDiffer(world: InventoryBooks["world"], inventories: readonly StoredObject[]): string[] {
  const found: string[] = [];
  const nowMs = world.scheduler.nowMs;
  const parts = new Map<string, { campaign: string; part: Part }>();
  for (const campaign of objectsOf(world, "Campaign")) {
    if (!campaign.storage.has("number_parts")) continue;
    for (const part of campaign.storage.look<Part>(
      "SELECT * FROM number_parts WHERE state = 'held' AND until > ?",
      nowMs,
    ))
      parts.set(part.reservation_id, { campaign: campaign.key, part });
  }
  for (const inventory of inventories) {
    const open = inventory.storage.look<ReservationRow>("SELECT * FROM reservations WHERE state = 'open'");
    for (const { id, holder_key: holder, numbers, until } of open) {
      if (until <= nowMs) found.push(`reservation: ${id} should have ended ${nowMs - until} ms ago`);
      const held = parts.get(id);
      parts.delete(id);
      if (holder.startsWith("program:")) {
        if (until > nowMs + PROGRAM_MS) found.push(`reservation: ${id} of a program lasts until ${until}`);
      } else if (!held) found.push(`leaked reservation: ${id} is ${holder}'s, who does not know of it`);
      else if (held.part.numbers !== numbers || !holder.endsWith(held.campaign))
        found.push(`reservation: ${id} has ${numbers}, ${held.campaign} knows ${held.part.numbers}`);
    }
  }
  for (const [id, { campaign }] of parts) found.push(`lost reservation: ${campaign} holds ${id}, which is over`);
  return found;
}

function poolDiffers(world: InventoryBooks["world"], inventories: readonly StoredObject[]): string[] {
  const pool = world.namespaces.objects.get("NumberPool shared");
  const shown = pool?.storage.has("area_codes")
    ? pool.storage.look<Record<string, number | string>>("SELECT * FROM area_codes")
    : [];
  return inventories.flatMap((inventory) => {
    const row = shown.find((each) => each["area_code"] === areaOf(inventory));
    const counts = inventory.storage.look<{ state: string; n: number }>("SELECT state, n FROM counts");
    return counts.flatMap(({ state, n }) => {
      const there = row?.[state.toLowerCase()] ?? 0;
      return there === n ? [] : [`pool: of ${inventory.key} it says ${there} ${state}, the inventory ${n}`];
    });
  });
}

/** A purchase that its job has given up bought nothing, and none bought more than was wanted. */
function purchasesDiffer({ world, carrier, accountSid }: InventoryBooks): string[] {
  const pool = world.namespaces.objects.get("NumberPool shared");
  if (!pool?.storage.has("purchases")) return [];
  const owned = new Set(accountNumbers({ carrier, accountSid }).map(({ number }) => number));
  const gone = pool.storage.look<{ number: string; job_id: string }>("SELECT * FROM purchases WHERE state = 'gone'");
  const jobs = pool.storage.look<{ job_id: string; wanted: number; bought: number }>(
    `SELECT j.job_id, j.wanted, (SELECT count(*) FROM purchases p WHERE p.job_id = j.job_id AND p.state IN ('bought', 'stored')) AS bought
     FROM buying_jobs j`,
  );
  return [
    ...gone
      .filter(({ number }) => owned.has(number))
      .map(({ number, job_id: job }) => `bought one too many: ${number}, given up by ${job}, is the account's`),
    ...jobs
      .filter(({ wanted, bought }) => bought > wanted)
      .map(({ job_id: job, wanted, bought }) => `bought too many: ${job} wanted ${wanted} and bought ${bought}`),
  ];
}

async function postgresDiffers(
  world: InventoryBooks["world"],
  inventories: readonly StoredObject[],
): Promise<string[]> {
  const found: string[] = [];
  const stored = await world.postgres.rows<{ number: string; sid: string; state: string; used_by: string | null }>(
    "SELECT number, sid, state, used_by FROM numbers WHERE pool = 'shared' AND state <> 'REMOVED'",
  );
  const inPostgres = new Map(stored.map(({ number, ...row }) => [number, `${row.sid} ${row.state} ${row.used_by}`]));
  for (const { number, sid, state, use_key: use } of inventories.flatMap(rowsOf)) {
    const here = `${sid} ${state === "RESERVED" ? "AVAILABLE" : state} ${use}`;
    const there = inPostgres.get(number);
    inPostgres.delete(number);
    if (there !== here) found.push(`numbers differ: ${number} is ${here}, in Postgres ${there ?? "nothing"}`);
  }
  for (const number of inPostgres.keys()) found.push(`numbers differ: ${number} is only in Postgres`);
  const kept = await world.postgres.rows<{ id: string; state: string; released: number }>(
    "SELECT id, state, released FROM number_reservations",
  );
  const states = new Map(kept.map(({ id, state, released }) => [id, `${state} ${released}`]));
  for (const inventory of inventories) {
    const rows = inventory.storage.look<{ id: string; state: string; released: number; count: number }>(
      // One that was released before it was made leaves no event.
      "SELECT id, state, released, count FROM reservations WHERE count > 0",
    );
    for (const { id, state, released } of rows) {
      const there = states.get(id);
      if (there !== `${state} ${released}`)
        found.push(`reservations differ: ${id} is ${state} ${released}, in Postgres ${there ?? "nothing"}`);
    }
  }
  return found;
}
