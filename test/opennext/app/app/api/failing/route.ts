/** Not wrapped: `onRequestError` writes its error. */
export function GET(): Response {
  throw new RangeError('No stock')
}
