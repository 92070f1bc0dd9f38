/** Everything that is looked at in a play of numbers and the phone service. */
import type { OpenedWorld } from "../../opened-world.ts";
import { playUntil, rest } from "../../come-to-rest.ts";
import type { NumbersPlay } from "../../people/numbers/numbers-play.ts";
import { DEMO_ACCOUNT } from "../../../../twilio/emulator/settings.ts";
import { WORLD_ORIGIN } from "../../installed-world.ts";
import { inventoryDiffers } from "./inventory-books.ts";
import { linesDiffer } from "./line-books.ts";
import { NumberOwners } from "./owners.ts";

/** Longer than a draft's reservation lasts. */
const EXPIRED_MS = 25 * 3_600_000;

export class NumbersOracle {
  readonly owners = new NumberOwners();
  readonly #opened: OpenedWorld;

  constructor(opened: OpenedWorld) {
    this.#opened = opened;
    this.owners.begin(opened.world.namespaces.objects.values());
  }

  /** In fair weather, after the load: people finish what was cut off. @returns what cannot be finished */
  async settle(): Promise<string[]> {
    const { world, play, inside } = this.#opened;
    const open = await playUntil(
      world,
      inside(() => this.#numbers.settle(play.campaign)),
    );
    const stuck = await rest(this.#opened);
    await playUntil(
      world,
      inside(() => this.#numbers.compareWithCarrier(play.campaign)),
    );
    return [...open, ...stuck];
  }

  /** At rest. */
  async compare(): Promise<string[]> {
    const { world, inside, emulator } = this.#opened;
    const { records } = this.#numbers;
    const trackings = await playUntil(
      world,
      inside(() => this.#numbers.trackings()),
    );
    const { texts, inbounds } = emulator.ledger;
    return [...(await this.#inventoryDiffers()), ...linesDiffer({ world, records, trackings, texts, inbounds })];
  }

  /** The inventory once more: after an archive, and when every reservation is over. */
  async compareLater(): Promise<string[]> {
    const { world, play } = this.#opened;
    const found: string[] = [];
    if (play.has("archive")) found.push(...(await this.#inventoryDiffers()));
    if (play.has("expiry")) {
      const endMs = world.scheduler.nowMs + EXPIRED_MS;
      world.setRareCron(true);
      await world.scheduler.play(() => world.scheduler.nowMs >= endMs);
      world.setRareCron(false);
      found.push(...(await rest(this.#opened)), ...(await this.#inventoryDiffers()), ...this.#held());
    }
    return [...this.owners.found, ...found];
  }

  get #numbers(): NumbersPlay {
    const { numbers } = this.#opened.play;
    if (!numbers) throw new Error("The play has no numbers.");
    return numbers;
  }

  #inventoryDiffers(): Promise<string[]> {
    const { world, play, emulator } = this.#opened;
    const { orgId } = play.campaign;
    const { texts } = emulator.ledger;
    const accountSid = DEMO_ACCOUNT.sid;
    return inventoryDiffers({ world, orgId, origin: WORLD_ORIGIN, accountSid, carrier: emulator.numbers, texts });
  }

  /** A day later nobody has renewed anything. */
  #held(): string[] {
    return [...this.#opened.world.namespaces.objects.values()].flatMap(({ className, key, storage }) => {
      if (className !== "NumberInventory" || !storage.has("numbers")) return [];
      const held = storage.look<{ number: string }>("SELECT number FROM numbers WHERE state = 'RESERVED'");
      return held.map(({ number }) => `reservation: ${number} of ${key} is still reserved a day later`);
    });
  }
}
