/** A value's class by its tag: naming `Headers` or `Response` would make Node load all of its fetch. */
export function tagOf(value: object): string {
  return Object.prototype.toString.call(value)
}
