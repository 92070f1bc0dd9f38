import { pgTable, text } from "drizzle-orm/pg-core";
import type { TrustSettings } from "../../domain/assignment/requests.ts";
import type { Prices } from "../../domain/campaigns/prices.ts";
import type { OrgHours } from "../../domain/hours/org-hours.ts";
import type { VoiceAnswer } from "../../domain/numbers/voice.ts";
import type { AutomaticTexts } from "../../domain/opt-outs/automatic-texts.ts";
import type { NumberSettings } from "../../domain/numbers/campaign-numbers.ts";
import type { RegistrationFacts, RegistrationReading } from "../../domain/numbers/registration.ts";
import type { PhoneServiceSettings } from "../../domain/phone-service/api-tokens.ts";
import type { SendingLimits } from "../../domain/sending/sending-limits.ts";
import type { SimulationSettings } from "../../domain/sending/simulation.ts";
import { jsonb, time } from "./columns.ts";

export type StoredSettings = {
  /** The Messaging Service that texts leave by; null until set. */
  messagingServiceSid?: string | null;
  /** The texters whose requests for texts are granted without an admin; absent: nobody. */
  trust?: TrustSettings;
  /** Automatic texts (docs/rules.md#opt-outs-confirmation); absent or null: the defaults. */
  automaticTexts?: AutomaticTexts;
  /** Only read in a simulation; absent until somebody has set something. */
  simulation?: SimulationSettings;
  /** What the service's numbers carry; absent or null: only the carrier's limits. */
  sending?: SendingLimits | null;
  /** Absent: the default of domain/hours/org-hours.ts. */
  textingHours?: OrgHours;
  /** What callers hear; absent or null: that nobody answers calls. */
  voiceAnswer?: VoiceAnswer | null;
  /** Absent: the organization's own Messaging Service (domain/numbers/campaign-numbers.ts). */
  numbers?: NumberSettings;
  /** Absent until somebody changed the defaults of domain/campaigns/prices.ts. */
  prices?: Prices;
  /** What is entered about its registration with US networks, and what the carrier said last; absent: nothing yet. */
  registration?: RegistrationFacts;
  registrationReading?: RegistrationReading;
  /** Absent: the default of domain/phone-service/api-tokens.ts. */
  phoneService?: PhoneServiceSettings;
};

export const organizations = pgTable("organizations", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  settings: jsonb("settings").$type<StoredSettings>().notNull().default({}),
  /** The own carrier account that campaigns start with; null: the installation's. */
  carrierAccountSid: text("carrier_account_sid"),
  createdAt: time("created_at").notNull().defaultNow(),
});
