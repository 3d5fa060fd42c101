/**
 * Returns one of the names that an ARN's resource consists of: `stream/orders`,
 * `table/orders/stream/…`.
 * @param index default: the last name
 */
export function arnName(arn: unknown, index = -1): string | undefined {
  if (typeof arn !== 'string') return undefined
  return arn.split(':').slice(5).join(':').split('/').at(index) || undefined
}
