/** 128 bits as four 32-bit words. */
export type Block = readonly [number, number, number, number]

const ROUNDS = 12

/**
 * Takes in words, one at a time, as a sponge over the permutation of the MAC Chaskey-12 (ISO/IEC
 * 29192-6): three of the state's words stay secret. The edge runtime's own cryptography is
 * asynchronous.
 * @see https://eprint.iacr.org/2014/386
 */
export function absorbed([v0, v1, v2, v3]: Block, words: Iterable<number>): Block {
  for (const word of words) {
    v0 ^= word
    // The second half of a round is the first with two words exchanged and other rotations.
    for (let half = 0; half < 2 * ROUNDS; half += 1) {
      const sum = (v0 + v1) | 0
      v0 = (v2 + v3) | 0
      v1 = rotated(v1, half % 2 ? 7 : 5) ^ sum
      v3 = rotated(v3, half % 2 ? 13 : 8) ^ v0
      v2 = rotated(sum, 16)
    }
  }
  return [v0, v1, v2, v3]
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
