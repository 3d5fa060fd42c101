const DEPTH = /^\d{1,4}$/

/** Parses `x-trace-hops`: how many services a trace has passed. Returns `undefined` for anything else. */
export function parseDepth(text: string | undefined): number | undefined {
  return text !== undefined && DEPTH.test(text) ? Number(text) : undefined
}
