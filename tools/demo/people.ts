/** The people who can sign in to a demo installation. It is reachable from its own machine only. */
import { DEMO_ACCOUNT } from "../../twilio/emulator/settings.ts";

export type DemoPerson = { email: string; password: string; firstName: string; lastName: string };

export const DEMO_PASSWORD = "whistlestop-demo";

export const DEMO_ORGANIZATION = { name: "Riverton Votes", messagingServiceSid: DEMO_ACCOUNT.serviceSid };

const person = (email: string, firstName: string, lastName: string): DemoPerson => ({
  email,
  password: DEMO_PASSWORD,
  firstName,
  lastName,
});

export const DEMO_ADMIN = person("admin@riverton.example", "Ada", "Lindqvist");

export const DEMO_TEXTERS = [
  person("tess@riverton.example", "Tess", "Okonkwo"),
  person("tomas@riverton.example", "Tomás", "Reyes"),
  person("thandi@riverton.example", "Thandi", "Mokoena"),
];
