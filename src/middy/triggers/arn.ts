/** A name within an ARN's path, the last by default: `stream/orders`, `table/orders/stream/…`. */
export function arnName(arn: unknown, place = -1): string | undefined {
  if (typeof arn !== 'string') return undefined
  return arn.split(':').slice(5).join(':').split('/').at(place) || undefined
}
