/** What the carrier says of a Messaging Service that an organization manages itself, as its admins read it. */
import type { ServiceRegistration } from "./number-carrier.ts";

export type ServiceFacts = {
  sid: string;
  /** As the carrier's console shows it. */
  name: string;
  /** How many numbers it has. */
  numbers: number;
  repliesComeHere: boolean;
  /** The address for inbound texts that it has to have. */
  repliesBelongAt: string;
  registration: ServiceRegistration | null;
};

/** US carriers take texts of local numbers only with a registration that they have approved. */
export function registrationWords({ status }: Pick<ServiceRegistration, "status">): string {
  switch (status) {
    case "VERIFIED":
      return "Approved";
    case "PENDING":
    case "IN_PROGRESS":
      return "Under review: US carriers may block texts until it is approved";
    case "FAILED":
      return "Rejected: US carriers block texts until it is corrected and approved";
    case "SUSPENDED":
      return "Suspended: ask the carrier’s support";
    default:
      return `The carrier calls it ${status}`;
  }
}

/** The pace that the registration allows, in one line; null: the carrier tells none. */
export function paceWords({ attPerSecond, attClass, tMobileTier }: ServiceRegistration): string | null {
  const parts = [
    attPerSecond === null
      ? null
      : `AT&T ${attPerSecond} texts a second${attClass === null ? "" : ` (class ${attClass})`}`,
    tMobileTier === null ? null : `T-Mobile brand tier ${tMobileTier}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(", ");
}
