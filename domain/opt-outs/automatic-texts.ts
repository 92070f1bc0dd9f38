/** Texts that go out without a texter: the confirmation of an opt-out, in the language of its words, and the help text. */
import { CONFIRMATIONS, isLanguage } from "./confirmations.ts";
import type { Language } from "./reading/grammar.ts";

/** In other languages than English; a missing one is the default. */
export type Translations = { [Each in Language]?: string | undefined };

/** As an organization sets them; null: the default. Copies from before there were other languages lack `translations`. */
export type AutomaticTexts = {
  confirmation: string | null;
  help: string | null;
  translations?: Translations | undefined;
};

/** As they go out. `translations` are confirmations; copies from before there were other languages lack them. */
export type OrganizationTexts = { confirmation: string; help: string; translations?: Translations | undefined };

export const LONGEST_AUTOMATIC_TEXT = 320;
/** As they go out, the defaults with the organization's name where it is known. */
export function automaticTexts(chosen: Partial<AutomaticTexts> | undefined, orgName: string): OrganizationTexts {
  const from = orgName === "" ? "" : `${orgName}: `;
  const { en, ...others } = CONFIRMATIONS;
  const defaults = Object.entries(others).map(([language, text]) => [language, from + text] as const);
  return {
    confirmation: chosen?.confirmation ?? from + en,
    help: chosen?.help ?? `${from}A volunteer is texting with you. Reply STOP to get no more texts from us.`,
    translations: { ...Object.fromEntries(defaults), ...chosen?.translations },
  };
}

/** The confirmation for words of this language. */
export function confirmationIn(texts: OrganizationTexts, language: string): string {
  return (isLanguage(language) ? texts.translations?.[language] : undefined) ?? texts.confirmation;
}
