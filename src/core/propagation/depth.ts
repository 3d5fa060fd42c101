/** Parses `x-trace-hops`: how many services a trace has passed. Returns `undefined` for anything else. */
export function parseDepth(text: string | undefined): number | undefined {
  const depth = /^\d{1,4}$/
  return text !== undefined && depth.test(text) ? Number(text) : undefined
}
