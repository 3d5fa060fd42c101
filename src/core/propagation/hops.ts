const HOPS = /^\d{1,4}$/

/** How many services a trace has passed, by its `x-trace-hops`; `undefined` for what is no such count. */
export function parseHops(text: string | undefined): number | undefined {
  return text !== undefined && HOPS.test(text) ? Number(text) : undefined
}
