/** More words are forgotten, all at once: strangers must not fill the memory. */
const MOST_WORDS = 4_000;

/** The same look-up, made once per word: most words of a text were met before. */
export function remembering<Found>(lookUp: (word: string) => Found): (word: string) => Found {
  const met = new Map<string, { found: Found }>();
  return (word) => {
    const known = met.get(word);
    if (known) return known.found;
    const found = lookUp(word);
    if (met.size >= MOST_WORDS) met.clear();
    met.set(word, { found });
    return found;
  };
}
