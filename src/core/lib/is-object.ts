/** Whether a value has members: an object or a list, but not `null` and no function. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
