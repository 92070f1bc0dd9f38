/** The faults of a seed while its load goes on: kills, absences, and deaths beside a commit. */
import type { InstalledWorld } from "./installed-world.ts";
import type { CarrierFault, Plan } from "./plan/plan.ts";
import type { CrashPoint } from "./platform/world-core.ts";
import { FAVOURITE_SHARE } from "./scheduler/chance.ts";
import { Life } from "./scheduler/scheduler.ts";

/** After the load somebody may wait for the end of the hours: then kills are rarer. */
const RARER = 20;

type Aim = { point: string; nth: number } | null;
type AddCarrierFault = (fault: CarrierFault & { seed: number }) => Promise<void>;

export class SeedFaults {
  readonly #world: InstalledWorld;
  readonly #plan: Plan;
  readonly #aim: Aim;
  readonly #addCarrierFault: AddCarrierFault;
  readonly #life = new Life("faults");
  /** Crash points that were passed. */
  readonly points = new Map<string, number>();
  #on = false;
  #aimed = 0;
  #beganMs = 0;

  constructor(world: InstalledWorld, plan: Plan, aim: Aim, addCarrierFault: AddCarrierFault) {
    this.#world = world;
    this.#plan = plan;
    this.#aim = aim;
    this.#addCarrierFault = addCarrierFault;
  }

  begin(): void {
    this.#on = true;
    const { chance, scheduler } = this.#world;
    this.#beganMs = scheduler.nowMs;
    const { weather, carrierFaults, killEveryMs, features, seed } = this.#plan;
    chance.weather = weather;
    for (const fault of carrierFaults) void this.#addCarrierFault({ ...fault, seed }).catch(() => {});
    this.#again("object-kill", killEveryMs.object, () => this.#killObject());
    this.#again("isolate-kill", killEveryMs.isolate, () => this.#killIsolate());
    this.#again("hibernation", killEveryMs.hibernate, () => this.#hibernate());
    if (features.includes("postgres-away"))
      this.#away("postgres-away", (isAway) => (this.#world.postgres.isAway = isAway));
    if (features.includes("queue-away")) this.#away("queue-away", (isAway) => (this.#world.queues.isAway = isAway));
  }

  end(): void {
    this.#on = false;
    this.#life.end();
    this.#world.postgres.isAway = false;
    this.#world.queues.isAway = false;
  }

  /** Planned and not met: such a seed has not played what it says. */
  unfired(): string[] {
    if (this.#aim && this.#aimed < this.#aim.nth) return [`the aimed fault did not fire: ${this.#aim.point}`];
    return [];
  }

  atCrashPoint({ name }: CrashPoint): boolean {
    if (!this.#on) return false;
    const { scheduler, chance } = this.#world;
    this.points.set(name, (this.points.get(name) ?? 0) + 1);
    if (this.#aim?.point === name) {
      this.#aimed += 1;
      if (this.#aimed !== this.#aim.nth) return false;
    } else {
      const { crashShare } = this.#plan;
      const share = crashShare > 0 && chance.isFavourite(name) ? FAVOURITE_SHARE : crashShare;
      if (share === 0 || scheduler.random() >= share) return false;
    }
    chance.count(`crash point ${name}`);
    return true;
  }

  #again(what: string, everyMs: number, act: () => boolean): void {
    if (everyMs === 0) return;
    const { scheduler, chance } = this.#world;
    const isAfterLoad = scheduler.nowMs > this.#beganMs + 1.5 * this.#plan.loadMs;
    const pauseMs = isAfterLoad ? everyMs * RARER : everyMs;
    scheduler.after(pauseMs * (0.3 + 1.4 * scheduler.random()), what, this.#life, () => {
      if (act()) chance.count(what);
      this.#again(what, everyMs, act);
    });
  }

  #away(what: string, set: (isAway: boolean) => void): void {
    const { scheduler, chance } = this.#world;
    const { loadMs } = this.#plan;
    scheduler.after(loadMs * 0.6 * scheduler.random(), what, this.#life, () => {
      chance.count(what);
      set(true);
      scheduler.after(loadMs * 0.4 * scheduler.random(), `${what} is over`, this.#life, () => set(false));
    });
  }

  #killObject(): boolean {
    const alive = [...this.#world.namespaces.objects.values()].filter(({ instance }) => instance !== null);
    if (alive.length === 0) return false;
    // Objects that are busy die more often: an idle one has little to lose.
    const busy = alive.filter((object) => object.isDirty || (object.instance?.running ?? 0) > 0);
    const { chance, scheduler } = this.#world;
    chance.pick(busy.length > 0 && scheduler.random() < 0.8 ? busy : alive).kill();
    return true;
  }

  #killIsolate(): boolean {
    const isolate = this.#world.edge.kill();
    if (!isolate) return false;
    for (const object of this.#world.namespaces.objects.values())
      if (object.instance?.isolate === isolate) object.kill();
    return true;
  }

  #hibernate(): boolean {
    const alive = [...this.#world.namespaces.objects.values()].filter(({ instance }) => instance !== null);
    return alive.length > 0 && this.#world.chance.pick(alive).hibernate();
  }
}
