import { describe, expect, test } from "vitest";
import { archiveRefusal, movesFrom, placeAfter, WISHES } from "./campaign-states.ts";
import type { CampaignPlace } from "./campaign-states.ts";
import type { CampaignStatus } from "../statuses.ts";

const STATUSES: CampaignStatus[] = ["DRAFT", "ACTIVE", "CLOSED_FOR_INITIAL_SENDS", "CLOSED", "ARCHIVED"];
const PLACES: CampaignPlace[] = [
  ...STATUSES.map((status) => ({ status, paused: false })),
  { status: "ACTIVE", paused: true },
];

describe("the states of a campaign", () => {
  test("open states follow each other in both directions; nothing else is reached by a change of state", () => {
    const reached = STATUSES.flatMap((from) =>
      STATUSES.filter((to) => to !== from && placeAfter({ status: from, paused: false }, { status: to }).ok).map(
        (to) => `${from} ${to}`,
      ),
    );
    expect(reached).toEqual([
      "ACTIVE CLOSED_FOR_INITIAL_SENDS",
      "ACTIVE CLOSED",
      "CLOSED_FOR_INITIAL_SENDS ACTIVE",
      "CLOSED_FOR_INITIAL_SENDS CLOSED",
      "CLOSED ACTIVE",
      "CLOSED CLOSED_FOR_INITIAL_SENDS",
    ]);
  });

  test("an archive is for good, and is reached from CLOSED alone", () => {
    expect(placeAfter({ status: "ARCHIVED", paused: false }, { status: "ACTIVE" })).toMatchObject({
      ok: false,
      reason: "not_allowed",
      message: expect.stringContaining("for good"),
    });
    expect(STATUSES.map((status) => archiveRefusal({ status, paused: false })?.reason ?? "may")).toEqual([
      "not_allowed",
      "not_allowed",
      "not_allowed",
      "may",
      "already_archived",
    ]);
  });

  test("PAUSED is a flag on ACTIVE: no other state takes it, and leaving ACTIVE ends it", () => {
    for (const status of STATUSES) {
      expect(placeAfter({ status, paused: false }, { paused: true }).ok).toBe(status === "ACTIVE");
    }
    const paused = { status: "ACTIVE", paused: true } as const;
    expect(placeAfter(paused, { status: "CLOSED" })).toEqual({ ok: true, status: "CLOSED", paused: false });
    expect(placeAfter({ status: "CLOSED", paused: false }, { status: "ACTIVE" })).toMatchObject({ paused: false });
  });

  test("wishing for what is the case already changes nothing and is allowed", () => {
    for (const place of PLACES) expect(placeAfter(place, place)).toEqual({ ok: true, ...place });
  });

  test("every move that a screen offers is one that the rules allow, and leads somewhere else", () => {
    for (const place of PLACES) {
      for (const move of movesFrom(place)) {
        if (move === "start") expect(place.status).toBe("DRAFT");
        else if (move === "archive") expect(archiveRefusal(place)).toBeNull();
        else {
          const after = placeAfter(place, WISHES[move]);
          expect(after).toMatchObject({ ok: true });
          expect(after).not.toMatchObject(place);
        }
      }
    }
    expect(movesFrom({ status: "ARCHIVED", paused: false })).toEqual([]);
  });
});
