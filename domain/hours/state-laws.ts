/*
 * When the law lets anybody text: the federal hours for everybody, and the hours of states that have their own and whose law
 * names text messages. Read in November 2026; `docs/texting-law.md` has the laws that are left out, and why.
 *
 * These laws are about soliciting. Most leave political and charitable texts out, some only partly (see `soliciting`), and this
 * program cannot know what a text is for, so they hold for every text at a real carrier.
 */

/** Local hours, the end exclusive; null: no texts on that day. */
export type DayHours = { startHour: number; endHour: number } | null;

/** 47 CFR 64.1200(c)(1): not before 8 a.m. or after 9 p.m. by the clock of the called party's location. */
export const FEDERAL_HOURS = { startHour: 8, endHour: 21 } as const;

type StateLaw = {
  /** The day, "2025-09-01", from which these hours hold for text messages. */
  since: string;
  /** By weekday, Sunday first. */
  week: readonly DayHours[];
  statute: string;
  soliciting: string;
};

const everyDay = (startHour: number, endHour: number): DayHours[] =>
  Array.from({ length: 7 }, () => ({ startHour, endHour }));

export const STATE_LAWS: Readonly<Record<string, StateLaw>> = {
  CT: {
    since: "2023-10-01",
    week: everyDay(9, 20),
    statute: "Conn. Gen. Stat. § 42-288a, P.A. 23-98",
    soliciting: "goods, services and donations; text and media messages are named",
  },
  FL: {
    since: "2021-07-01",
    week: everyDay(8, 20),
    statute: "Fla. Stat. §§ 501.059(1), 501.616(6)(a)",
    soliciting: "goods and services; text messages are named; charities and politics are exempt (§ 501.604)",
  },
  MD: {
    since: "2024-01-01",
    week: everyDay(8, 20),
    statute: "Md. Code, Com. Law § 14-4502",
    soliciting:
      "goods, services, prizes and polls by telephone, texts included; political and charitable texts are exempt only for registered nonprofits",
  },
  OK: {
    since: "2022-11-01",
    week: everyDay(8, 20),
    statute: "Okla. Stat. tit. 15, §§ 775C.2, 775C.4",
    soliciting: "goods and services; text messages are named",
  },
  OR: {
    since: "2026-01-01",
    week: everyDay(8, 20),
    statute: "ORS 646.561, 646.563, as amended by H.B. 3865 (2025)",
    soliciting: "goods, services and donations; text messages are named; asking for opinions or votes is exempt",
  },
  TX: {
    since: "2025-09-01",
    week: [{ startHour: 12, endHour: 21 }, ...everyDay(9, 21).slice(1)],
    statute: "Tex. Bus. & Com. Code §§ 301.051, 302.001(7), S.B. 140 (2025)",
    soliciting: "goods and services; text messages are named; nonprofits are exempt from registering",
  },
};

/**
 * The hours that the law leaves on a day.
 * @param states postal codes of every state that a person may reside in: the strictest of them counts
 * @param dayMs the local day, as UTC ms of its midnight written as if it were UTC
 */
export function lawfulHours(states: readonly string[], dayMs: number): DayHours {
  let hours: DayHours = FEDERAL_HOURS;
  const weekday = new Date(dayMs).getUTCDay();
  for (const state of states) {
    const law = Object.hasOwn(STATE_LAWS, state) ? STATE_LAWS[state] : undefined;
    if (!law || Date.parse(law.since) > dayMs) continue;
    hours = sharedHours(hours, law.week[weekday] ?? null);
  }
  return hours;
}

/** What two stretches of a day share; null: nothing. */
export function sharedHours(one: DayHours, other: DayHours): DayHours {
  if (!one || !other) return null;
  const startHour = Math.max(one.startHour, other.startHour);
  const endHour = Math.min(one.endHour, other.endHour);
  return startHour < endHour ? { startHour, endHour } : null;
}
