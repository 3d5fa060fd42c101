/** Parts of a file. A part is valid until the next one is asked for. */
export type Chunks = AsyncIterable<Uint8Array>
