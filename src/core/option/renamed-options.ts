/** New names of options, by their old ones. They were renamed before the first release. */
export const RENAMED: Readonly<Record<string, string>> = {
  onError: 'failureLevel',
  body: 'traceIdInBody',
  timeoutMargin: 'timeoutMarginMs',
  maxHops: 'maxServices',
  errors: 'errorResponse',
  p99: 'p99Ms',
  sampleRate: 'rate', // as an environment variable alone
}
