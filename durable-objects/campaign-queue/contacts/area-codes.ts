/** How many contacts of the queue have which area code. Reads all of them: not for hot paths. */
import type { QueueStore } from "../store/store.ts";

export function contactsByAreaCode(store: QueueStore): { areaCode: string; count: number }[] {
  return store.sql.all<{ areaCode: string; count: number }>(
    `SELECT substr(cell, 3, 3) AS areaCode, count(*) AS count FROM contacts WHERE cell GLOB '+1??????????'
     GROUP BY 1 ORDER BY 2 DESC`,
  );
}
