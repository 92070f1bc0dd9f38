/**
 * A stable, well-spread bucket for a cell or an id: routes cells to queues and to the shards of the contact directory
 * (docs/architecture.md#objects), picks variants of a script. The result is part of stored addresses: it must never
 * change. FNV-1a over the characters, then murmur3's finalizer, because cells differ only in their last digits.
 *
 * @param buckets how many buckets, 1 to 2^32
 * @param salt another salt gives another, independent spread of the same cells
 * @returns 0 to buckets - 1
 */
export function hashBucket(cell: string, buckets: number, salt = 0): number {
  let hash = 0x811c9dc5 ^ salt;
  for (let i = 0; i < cell.length; i++) hash = Math.imul(hash ^ cell.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash = (hash ^ (hash >>> 16)) >>> 0;
  return Math.floor((hash / 0x1_0000_0000) * buckets);
}
