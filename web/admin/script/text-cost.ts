import { moneyWords, picturePriceMicros, textPriceMicros } from "../../../domain/campaigns/prices.ts";
import type { Prices } from "../../../domain/campaigns/prices.ts";
import { textFor } from "../../../domain/scripts/script-step.ts";
import type { MergeValues } from "../../../domain/scripts/script.ts";
import { countSegments, outsideGsm7 } from "../../../domain/scripts/segments.ts";

export type TextCost = {
  characters: number;
  /** null for a text with a picture, which costs the same however long it is. */
  segments: number | null;
  /** "$0.0113". */
  price: string;
  /** Characters that make it more expensive than its length does. */
  expensive: string[];
};

/** What a text costs as this contact gets it; null when it cannot be filled in for them. */
export function textCost(text: string, values: MergeValues, prices: Prices, withPicture = false): TextCost | null {
  const rendered = textFor(text, values);
  if (!rendered.ok || rendered.text === "") return null;
  const { segments } = countSegments(rendered.text);
  const characters = rendered.text.length;
  if (withPicture) {
    const price = moneyWords(picturePriceMicros(prices), prices.currency);
    return { characters, segments: null, price, expensive: [] };
  }
  const expensive = outsideGsm7(rendered.text);
  return {
    characters,
    segments,
    price: moneyWords(textPriceMicros(segments, prices), prices.currency),
    expensive: segments > Math.max(1, Math.ceil(characters / 153)) || characters > 70 ? expensive : [],
  };
}

export function costWords({ characters, segments, price }: TextCost): string {
  if (segments === null) return `${characters.toLocaleString()} characters and a picture, ${price}`;
  const parts = segments === 1 ? "1 segment" : `${segments} segments`;
  return `${characters.toLocaleString()} characters, ${parts}, ${price}`;
}
