import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { SHARED_POOL } from "../../../domain/ids.ts";

/** The pool whose numbers a screen shows: all organizations', or one organization's own. */
export const Pool = createContext(SHARED_POOL);

/** As the routes name it. */
export function usePool(): { pool: string } {
  return { pool: useContext(Pool) };
}

export function poolHref(pool: string): string {
  return pool === SHARED_POOL ? "/operator" : `/operator/pool/${pool}`;
}
