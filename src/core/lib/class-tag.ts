/** Returns a value's class tag, such as `[object Headers]`. To name the class would make Node load all of `fetch`. */
export function classTag(value: unknown): string {
  return Object.prototype.toString.call(value)
}
