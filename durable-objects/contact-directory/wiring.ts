/**
 * A directory's parts and what wakes them. Decisions are in the parts' own modules; the calls that others may make are in
 * contact-directory.ts.
 */
import type { ObjectEvent } from "../../domain/record/events.ts";
import type { Env } from "../bindings/env.ts";
import { createLogger } from "../kit/log/log.ts";
import { Recorder } from "../kit/outbox/recorder.ts";
import { migrate } from "../kit/storage/migrations.ts";
import { durableSql } from "../kit/storage/sql.ts";
import type { ObjectPart } from "../kit/time/object-part.ts";
import { directoryAt, queueAt } from "../rpc/stubs.ts";
import { RegisteredContacts } from "./contacts/registered-contacts.ts";
import { Routing } from "./messages/routing.ts";
import { SidClaims } from "./messages/sid-claims.ts";
import { UnmatchedTexts } from "./messages/unmatched-texts.ts";
import { Unmatched } from "./messages/unmatched.ts";
import { BadNumbers } from "./opt-outs/bad-numbers.ts";
import { Notifier } from "./opt-outs/notifier.ts";
import { Numbers } from "./opt-outs/numbers.ts";
import { OptOuts } from "./opt-outs/opt-outs.ts";
import { Reviews } from "./opt-outs/reviews.ts";
import { SHARED, SharedOptOuts } from "./opt-outs/shared-opt-outs.ts";
import { OptOutSharing } from "./opt-outs/sharing.ts";
import { DIRECTORY_MIGRATIONS } from "./schema.ts";

export class DirectoryParts {
  readonly recorder: Recorder;
  readonly numbers: Numbers;
  readonly contacts: RegisteredContacts;
  readonly reviews: Reviews;
  readonly badNumbers: BadNumbers;
  readonly sharing: OptOutSharing;
  readonly sharedOptOuts: SharedOptOuts;
  readonly notifier: Notifier;
  readonly optOuts: OptOuts;
  readonly unmatchedTexts: UnmatchedTexts;
  readonly routing: Routing;
  readonly sidClaims: SidClaims;
  readonly #parts: ObjectPart[];

  constructor(ctx: DurableObjectState, env: Env) {
    const key = ctx.id.name ?? "";
    const sql = durableSql(ctx.storage);
    const now = () => Date.now();
    migrate(sql, DIRECTORY_MIGRATIONS);
    this.recorder = new Recorder({
      object: "ContactDirectory",
      key,
      sql,
      storage: ctx.storage,
      now,
      owner: () => ({ orgId: this.numbers.orgId, campaignId: null }),
      events: env.POSTGRES_EVENTS,
      log: createLogger({ object: "ContactDirectory", key }),
    });
    const { schedule } = this.recorder;
    const record = (events: ObjectEvent[]) => this.recorder.record(events);
    const nextVersion = () => this.numbers.nextVersion();
    const queue = (queueKey: string) => queueAt(env, queueKey);
    const directory = (orgId: string, shard: number) => directoryAt(env, orgId, shard);
    const shard = Number(key.slice(key.lastIndexOf(".") + 1));
    this.numbers = new Numbers({ sql, now, record });
    this.contacts = new RegisteredContacts(sql);
    this.reviews = new Reviews({ sql, now, numbers: this.numbers, record });
    this.badNumbers = new BadNumbers({ sql, now, nextVersion, record });
    this.sharedOptOuts = new SharedOptOuts({ sql, directory });
    this.sharing = new OptOutSharing({
      sql,
      numbers: this.numbers,
      isOn: env.SHARED_OPT_OUTS === "true",
      shard,
      installation: () => directory(SHARED, shard),
      onPending: () => this.notifier.plan(),
    });
    this.notifier = new Notifier({
      numbers: this.numbers,
      contacts: this.contacts,
      now,
      queue,
      passOn: (cells, flag) => this.sharing.passOn(cells, flag),
      wakeBy: (atMs) => schedule.setIfEarlier("notify", atMs),
    });
    this.optOuts = new OptOuts({ numbers: this.numbers, reviews: this.reviews, notifier: this.notifier });
    const unmatched = new Unmatched({ sql, now, nextVersion, record });
    this.unmatchedTexts = new UnmatchedTexts({
      numbers: this.numbers,
      reviews: this.reviews,
      unmatched,
      optOuts: this.optOuts,
      notifier: this.notifier,
      now,
    });
    this.routing = new Routing({ numbers: this.numbers, contacts: this.contacts, unmatched, queue });
    this.sidClaims = new SidClaims({ sql, now });
    this.#parts = [{ alarm: "notify", wake: () => this.notifier.run() }];
    this.recorder.arm();
  }

  /** What the object's alarm calls. */
  wake(): Promise<void> {
    return this.recorder.wake(this.#parts);
  }
}
