/** In-memory timers as a port, so that tests turn the clock. Lost at a restart: what must happen needs an alarm as well. */
export type SetTimer = (body: () => void, afterMs: number) => void;

export const setTimer: SetTimer = (body, afterMs) => {
  setTimeout(body, afterMs);
};
