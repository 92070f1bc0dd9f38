/**
 * What texts cost and how fast they go: the organization's price table (its settings), used for the cost per text of a
 * script and for the estimate of a start. The carrier bills; these are the organization's own figures from its
 * contract.
 *
 * Money is counted in micros, millionths of the currency's unit: a segment costs fractions of a cent.
 */

/** `settings.prices` of an organization. */
export type Prices = {
  /** ISO 4217, "USD". */
  currency: string;
  /** The carrier's price of one outgoing segment, in micros. */
  segmentOutMicros: number;
  /** The carrier's price of one inbound segment, in micros. */
  segmentInMicros: number;
  /** What one outgoing text with a picture costs, the networks' fee included, in micros; it has no segments. */
  pictureOutMicros?: number | undefined;
  /** What the networks add to each outgoing segment, in micros. */
  carrierFeeMicros: number;
  /** Outgoing segments that the organization's numbers carry per second, all together. */
  segmentsPerSecond: number;
};

/** List prices and the pace of a small registered sender; each organization writes its own over them. */
export const DEFAULT_PRICES: Prices = {
  currency: "USD",
  segmentOutMicros: 8_300,
  segmentInMicros: 8_300,
  carrierFeeMicros: 3_000,
  segmentsPerSecond: 10,
};

/** For organizations that have not set their own. */
const DEFAULT_PICTURE_MICROS = 32_000;

/** What an outgoing text with a picture costs, in micros, however long its words. */
export function picturePriceMicros(prices: Prices): number {
  return prices.pictureOutMicros ?? DEFAULT_PICTURE_MICROS;
}

/** What one outgoing segment costs, the networks' fee included, in micros. */
export function segmentPriceMicros(prices: Prices): number {
  return prices.segmentOutMicros + prices.carrierFeeMicros;
}

/** What an outgoing text of so many segments costs, in micros. */
export function textPriceMicros(segments: number, prices: Prices): number {
  return segments * segmentPriceMicros(prices);
}

/** How long the organization's numbers take for so many outgoing segments, in ms. */
export function carryingMs(segments: number, prices: Prices): number {
  return Math.ceil((segments / prices.segmentsPerSecond) * 1000);
}

/**
 * An amount for people: "$1,234.50"; one of a few cents with up to four decimals, "$0.0113".
 *
 * @param locale the reader's unless given
 */
export function moneyWords(micros: number, currency: string, locale?: string): string {
  const units = micros / 1_000_000;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    ...(Math.abs(units) < 0.1 ? { minimumFractionDigits: 2, maximumFractionDigits: 4 } : {}),
  }).format(units);
}
