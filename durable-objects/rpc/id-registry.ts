/**
 * The calls that the registry of ids answers.
 *
 * Types only: a caller needs the shape of an object, never its class. Changes are additive, because caller and object may
 * run different versions during a rollout.
 */

/** An organization (its own owner), a campaign, or a person of an organization (`inboxKey`). */
export type RegisteredId = { id: string; orgId: string };

/** `isComplete`: what was made before there was a registry is in it. */
export type IdOwner = { orgId: string | null; isComplete: boolean };

export interface IdRegistryRpc {
  /** Ids never change their owner: the same again changes nothing. */
  add(request: { ids: RegisteredId[] }): void;
  /** null: the registry does not have it. */
  ownerOf(request: { id: string }): IdOwner;
  /** All that Postgres had was added. */
  complete(): void;
  isComplete(): boolean;
}
