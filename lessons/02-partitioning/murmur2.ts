const MULTIPLIER = 0x5bd1e995;
const SEED = 0x9747b28c;

/**
 * murmur2, the hash of Kafka's default partitioner, of a key's bytes: a whole number from -2147483648 to 2147483647.
 *
 * It takes four bytes at a time and stirs them into what it has so far. `Math.imul` multiplies as Java does, in 32 bits.
 * See https://github.com/apache/kafka/blob/trunk/clients/src/main/java/org/apache/kafka/common/utils/Utils.java
 */
export function murmur2(bytes: Buffer): number {
  const rest = bytes.length % 4;
  const end = bytes.length - rest;
  let hash = SEED ^ bytes.length;
  for (let at = 0; at < end; at += 4) {
    let word = Math.imul(bytes.readInt32LE(at), MULTIPLIER);
    word = Math.imul(word ^ (word >>> 24), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ word;
  }
  if (rest > 0) hash = Math.imul(hash ^ bytes.readUIntLE(end, rest), MULTIPLIER);
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}
