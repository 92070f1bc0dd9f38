/**
 * In Workers tests this is durable-objects/kit/time/timer.ts (vitest.config.ts): where an object rests (a wave gathers, an
 * outbox waits for more), it rests a twentieth as long. Tests then do not wait for it, nor does an eviction, which waits
 * for timers that are set. Deadlines stay as they are, so that a busy machine does not miss them.
 */
import { setTimer as setRealTimer, type SetTimer } from "../../../durable-objects/kit/time/timer.ts";

export * from "../../../durable-objects/kit/time/timer.ts";

const setShortTimer: SetTimer = (body, afterMs) => setRealTimer(body, afterMs / 20);

export { setShortTimer as setTimer };
