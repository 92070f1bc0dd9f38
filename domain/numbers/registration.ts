/**
 * What US networks ask of an organization before they carry its texts: who it is, what is registered, and until when
 * (docs/rules.md#numbers-registration). Facts are authored; what the carrier says of the Messaging Service is read from it.
 */
import { registrationWords } from "./service-facts.ts";
import type { ServiceRegistration } from "./number-carrier.ts";

export type TollFreeState = "not_begun" | "under_review" | "verified" | "rejected";

/** As an admin enters them. */
export type RegistrationFacts = {
  /** Whether it texts from local numbers (10DLC) and from toll-free ones. */
  local: boolean;
  tollFree: boolean;
  /** The number by which its government knows it: EIN in the United States; "" until entered. */
  businessNumber: string;
  /** By numbers of the installation: what its 10DLC campaign is called at the carrier; "" until entered. */
  campaignSid: string;
  tollFreeState: TollFreeState;
  /** null: nobody has said. */
  isPolitical: boolean | null;
  /** Whether a Campaign Verify token is there, and its last day (`YYYY-MM-DD`); "" for none. */
  verifyTokenEnds: string;
};

export const NO_REGISTRATION_FACTS: RegistrationFacts = {
  local: true,
  tollFree: false,
  businessNumber: "",
  campaignSid: "",
  tollFreeState: "not_begun",
  isPolitical: null,
  verifyTokenEnds: "",
};

/** What the carrier said of a Messaging Service, and when. */
export type RegistrationReading = { sid: string; atMs: number; registration: ServiceRegistration | null };

export type RegistrationLine = {
  key: "business_number" | "ten_dlc" | "toll_free" | "campaign_verify";
  title: string;
  /** `ending`: in order, and not for long. */
  state: "done" | "missing" | "ending" | "not_needed";
  says: string;
  /** What somebody has to do; null: nothing. */
  nextStep: string | null;
  /** When the carrier was asked; null: it was not, or it is authored. */
  readAtMs: number | null;
  /** `YYYY-MM-DD`; null: no end is known. */
  endsOn: string | null;
};

/** Days before an end at which it is warned about. */
export const WARN_DAYS = 60;
const DAY_MS = 86_400_000;

/**
 * @param serviceSid the organization's own Messaging Service; null: it texts from numbers of the installation, or from nothing yet
 * @param today `YYYY-MM-DD`
 */
export function registrationLines(
  facts: RegistrationFacts,
  { serviceSid, reading }: { serviceSid: string | null; reading: RegistrationReading | null },
  today: string,
): RegistrationLine[] {
  return [
    businessNumber(facts),
    facts.local ? tenDlc(facts, serviceSid, reading) : notNeeded("ten_dlc", "It uses no local numbers."),
    facts.tollFree ? tollFree(facts) : notNeeded("toll_free", "It uses no toll-free numbers."),
    campaignVerify(facts, today),
  ];
}

/** What keeps a campaign from starting at a real carrier, one sentence each. */
export function missingRegistration(lines: readonly RegistrationLine[]): string[] {
  return lines
    .filter(({ state }) => state === "missing")
    .map(({ title, says, nextStep }) => [`${title}: ${says}`, nextStep].filter((words) => words !== null).join(" "));
}

const TITLES = {
  business_number: "Business number",
  ten_dlc: "10DLC brand and campaign",
  toll_free: "Toll-free verification",
  campaign_verify: "Campaign Verify",
} as const;

type Key = RegistrationLine["key"];

function line(
  key: Key,
  state: RegistrationLine["state"],
  says: string,
  more: Partial<Pick<RegistrationLine, "nextStep" | "readAtMs" | "endsOn">> = {},
): RegistrationLine {
  return { key, title: TITLES[key], state, says, nextStep: null, readAtMs: null, endsOn: null, ...more };
}

function notNeeded(key: Key, says: string): RegistrationLine {
  return line(key, "not_needed", says);
}

function businessNumber({ businessNumber: number }: RegistrationFacts): RegistrationLine {
  if (number !== "") return line("business_number", "done", number);
  return line("business_number", "missing", "It is not entered.", {
    nextStep: "Enter the EIN, as it is in the registration at the carrier.",
  });
}

function tenDlc(
  { campaignSid }: RegistrationFacts,
  serviceSid: string | null,
  reading: RegistrationReading | null,
): RegistrationLine {
  if (serviceSid === null) {
    if (campaignSid !== "") return line("ten_dlc", "done", `Registered as ${campaignSid}.`);
    return line("ten_dlc", "missing", "No registered campaign is entered.", {
      nextStep: "Register brand and campaign at the carrier, and enter the campaign's id.",
    });
  }
  if (reading?.sid !== serviceSid) {
    return line("ten_dlc", "missing", "The carrier has not been asked about your Messaging Service.", {
      nextStep: "Press “Ask the carrier again”.",
    });
  }
  const readAtMs = reading.atMs;
  const { registration } = reading;
  if (registration === null) {
    const nextStep = "Register brand and campaign for the service in the carrier's console, then ask again.";
    return line("ten_dlc", "missing", "Your Messaging Service has none.", { nextStep, readAtMs });
  }
  const says = `${registrationWords(registration)}.`;
  if (registration.status === "VERIFIED") return line("ten_dlc", "done", says, { readAtMs });
  const objections = registration.errors.join(" ");
  const nextStep = objections === "" ? "Ask again once the carrier has decided." : `The carrier says: ${objections}`;
  return line("ten_dlc", "missing", says, { nextStep, readAtMs });
}

function tollFree({ tollFreeState }: RegistrationFacts): RegistrationLine {
  switch (tollFreeState) {
    case "verified":
      return line("toll_free", "done", "Verified.");
    case "under_review":
      return line("toll_free", "missing", "Under review.", {
        nextStep: "Wait for the carrier: texts of unverified toll-free numbers are blocked.",
      });
    case "rejected":
      return line("toll_free", "missing", "Rejected.", {
        nextStep: "Correct it in the carrier's console and send it again.",
      });
    case "not_begun":
      return line("toll_free", "missing", "Not begun.", {
        nextStep: "Send the verification in the carrier's console.",
      });
  }
}

function campaignVerify({ isPolitical, verifyTokenEnds: endsOn }: RegistrationFacts, today: string): RegistrationLine {
  if (isPolitical === null) {
    return line("campaign_verify", "missing", "Nobody has said whether the organization is political.", {
      nextStep: "Say so below: political texts need a Campaign Verify token.",
    });
  }
  if (!isPolitical) return notNeeded("campaign_verify", "The organization is not political.");
  if (endsOn === "") {
    return line("campaign_verify", "missing", "No token is entered.", {
      nextStep: "Get one at Campaign Verify, import it at the carrier, and enter its last day.",
    });
  }
  const daysLeft = Math.round((Date.parse(endsOn) - Date.parse(today)) / DAY_MS);
  const nextStep = "Renew it at Campaign Verify and import the new token at the carrier: that takes some days.";
  if (daysLeft < 0) return line("campaign_verify", "missing", `The token ended on ${endsOn}.`, { nextStep, endsOn });
  if (daysLeft <= WARN_DAYS) {
    const when = daysLeft === 0 ? "today" : `in ${daysLeft} ${daysLeft === 1 ? "day" : "days"}`;
    return line("campaign_verify", "ending", `The token ends ${when}, on ${endsOn}.`, { nextStep, endsOn });
  }
  return line("campaign_verify", "done", `The token is good until ${endsOn}.`, { endsOn });
}
