/**
 * The storage of a new object of each class, with the tables that its constructor makes: made once, because a world has
 * some seventy objects, and to migrate them all would take a tenth of its time. That the first start of an object may die
 * while it migrates is left to the tests of the migrations.
 */
import type { Script } from "node:vm";
import { Chance } from "../scheduler/chance.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { Isolate } from "./isolate.ts";
import { Namespaces } from "./namespaces.ts";
import type { WorldCore } from "./world-core.ts";

/** An organization makes its tables when they are first needed. */
const CLASSES = [
  "Campaign",
  "CampaignQueue",
  "TexterInbox",
  "ContactDirectory",
  "CarrierAccount",
  "IdRegistry",
  "NumberInventory",
  "NumberPool",
];

export function newStorages(worker: Script, env: object): Map<string, Uint8Array> {
  const scheduler = new Scheduler(0, 0);
  const hooks = { atCrashPoint: () => false, wrote: () => {}, called: () => {} };
  const core: WorldCore = { scheduler, chance: new Chance(scheduler), uncaught: [], hooks };
  const nowhere = () => Promise.reject(new Error("There is nothing to fetch from."));
  const isolate = new Isolate({
    core,
    script: worker,
    name: "new storages",
    random: () => 0.5,
    fetch: nowhere,
    env,
    log: () => {},
  });
  const namespaces = new Namespaces(core, () => isolate);
  // An older version may lack one.
  const present = CLASSES.filter((className) => className in isolate.exports);
  return new Map(
    present.map((className) => {
      const object = namespaces.object(className, "c00000000000000.1");
      object.start();
      object.storage.commit();
      const image = object.storage.image();
      object.storage.close();
      return [className, image];
    }),
  );
}
