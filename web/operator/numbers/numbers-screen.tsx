import { useEffect } from "preact/hooks";
import { statesOf } from "../../../domain/numbers/area-codes.ts";
import { NUMBER_STATES } from "../../../domain/numbers/inventory.ts";
import { api } from "../../api/client.ts";
import { counted } from "../../ui/counted.ts";
import { useLoad } from "../../ui/load/load.ts";
import { Loaded } from "../../ui/load/loaded.tsx";
import { FigureTable } from "../../ui/figures/figure-table.tsx";
import { Blank, Heading } from "../../ui/screen.tsx";
import { count } from "../../ui/time/time.ts";
import { BuySection } from "./buy-section.tsx";
import { CarrierCheck } from "./carrier-check.tsx";
import { PurchaseList } from "./purchase-list.tsx";
import { SHARED_POOL } from "../../../domain/ids.ts";
import { poolHref, usePool } from "./pool.ts";

/** While a purchase is under way; else counts still arrive from inventories a moment after a change. */
const BUSY_AGAIN_MS = 1_500;
const AGAIN_MS = 5_000;
const WORDS = { AVAILABLE: "Free", RESERVED: "Reserved", ASSIGNED: "In use", RESTING: "Resting" } as const;

/** The numbers that all organizations share: what there is, buying more, and whether the carrier agrees. */
export function NumbersScreen() {
  const pool = usePool();
  const isShared = pool.pool === SHARED_POOL;
  const loading = useLoad(() => api.operator.numbers[":pool"].$get({ param: pool }));
  const answer = loading.answer.value;
  const isAtWork = answer?.ok === true && (answer.leaving > 0 || answer.jobs.some(({ endedAt }) => endedAt === null));
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && void loading.reload();
    const timer = setInterval(look, isAtWork ? BUSY_AGAIN_MS : AGAIN_MS);
    return () => clearInterval(timer);
  }, [isAtWork]);
  return (
    <main class="page broad stack loose">
      {!isShared && <a href="/operator/organizations">All organizations</a>}
      <Heading title={isShared ? "Numbers" : "Numbers of one organization"} />
      <p class="soft lead">
        {isShared
          ? "Campaigns of all organizations take their numbers from here, at most one active campaign per number."
          : `Only the organization ${pool.pool} takes numbers from here, while its settings choose its own pool.`}
      </p>
      <Loaded of={loading} what="numbers">
        {({ areaCodes, jobs, leaving, reconciliation }) => (
          <>
            <BuySection onBought={() => void loading.reload()} />
            <PurchaseList jobs={jobs} onChange={() => void loading.reload()} />
            {leaving > 0 && (
              <output>{counted(leaving, "number is", "numbers are")} being given back to the carrier.</output>
            )}
            <section class="stack" aria-labelledby="inventory">
              <h2 id="inventory">Inventory</h2>
              {areaCodes.length === 0 ? (
                <Blank title="No numbers yet">
                  <p>Search for an area code above, or check with the carrier to take over numbers that you have.</p>
                </Blank>
              ) : (
                <FigureTable
                  label="Numbers by area code"
                  titles={["Area code", ...NUMBER_STATES.map((state) => WORDS[state])]}
                  rows={areaCodes.map((each) => ({
                    key: each.areaCode,
                    head: (
                      <a href={`${poolHref(pool.pool)}/area/${each.areaCode}`}>
                        {each.areaCode} <span class="soft">{statesOf(each.areaCode)}</span>
                      </a>
                    ),
                    cells: NUMBER_STATES.map((state) => count(each[state])),
                  }))}
                />
              )}
            </section>
            <CarrierCheck last={reconciliation} onChange={() => void loading.reload()} />
          </>
        )}
      </Loaded>
    </main>
  );
}
