/** The shapes by which objects, their sockets and whoever looks at them know each other. */
import type { Life } from "../scheduler/scheduler.ts";
import type { Storage } from "./storage.ts";

/** An object as oracles and faults see it. */
export type WorldObject = {
  readonly name: string;
  readonly className: string;
  readonly key: string;
  readonly storage: Storage;
  /** Something is written that is not committed yet. */
  readonly isDirty: boolean;
};

type Handlers = {
  alarm?: (info: object) => Promise<void> | void;
  fetch?: (request: Request) => Promise<Response>;
  webSocketMessage?: (socket: object, data: string) => Promise<void> | void;
  webSocketClose?: (socket: object, code: number, reason: string, clean: boolean) => Promise<void> | void;
};

/** What lives on an object's storage until it dies. */
export type Instance = {
  life: Life;
  /** Where it lives. */
  isolate: object;
  target: Handlers & Record<string, unknown>;
  /** Calls that wait for an answer: they fail when the instance dies. */
  calls: Set<(error: Error) => void>;
  running: number;
  /** `blockConcurrencyWhile`: events that wait for its end. */
  blocked: (() => void)[] | null;
};

/** The object at the server end of a socket. */
export type SocketHome = {
  readonly name: string;
  readonly sockets: Set<HomeSocket>;
  whenDurable(leave: () => void): void;
  enter<T>(what: string, run: (instance: Instance) => Promise<T>): Promise<T>;
};

export type HomeSocket = { lose(): void };

/** Something whose output gate a call passes. */
export type Gate = { whenDurable(leave: () => void): void };
