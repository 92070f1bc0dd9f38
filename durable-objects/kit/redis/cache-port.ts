/** What this product asks of Redis as a cache. Any call may reject. */
export type CachePort = {
  /** One answer per key, in order. */
  read: (keys: string[]) => Promise<(string | null)[]>;
  /** All of them in one request, in order. @property forMs after which Redis forgets it */
  write: (entries: CacheEntry[]) => Promise<void>;
};

export type CacheEntry = { key: string; text: string; forMs: number };
