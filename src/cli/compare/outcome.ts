/** What makes a request odd. */
export type Outcome = 'slow' | 'very slow' | 'server error' | 'client error' | 'chosen'

/** The outcomes that two periods are compared by, each a bit of a request's outcomes. */
export const OUTCOMES: readonly Outcome[] = ['slow', 'very slow', 'server error', 'client error']

/** The outcome of requests that the flags choose. */
export const CHOSEN: readonly Outcome[] = ['chosen']
