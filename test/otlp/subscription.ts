import { gzipSync } from 'node:zlib'

/** The data that CloudWatch Logs sends to a subscription for these lines. */
export function subscriptionData(lines: readonly string[], messageType = 'DATA_MESSAGE'): string {
  const payload = {
    messageType,
    owner: '123456789012',
    logGroup: '/aws/lambda/shop-orders',
    logStream: '2026/11/30/[$LATEST]0a1b',
    subscriptionFilters: ['hoptrace'],
    logEvents: lines.map((message, index) => ({ id: String(index), timestamp: index, message })),
  }
  return gzipSync(JSON.stringify(payload)).toString('base64')
}
