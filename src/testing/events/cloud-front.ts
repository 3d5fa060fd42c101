import type { EventInput } from './event-input.ts'
import { headersOf, PATH, SOURCE_IP } from './request.ts'

/**
 * Makes a viewer request that CloudFront passes to Lambda@Edge. It has no body.
 * @param input the headers of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.cloudFront({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function cloudFront(input: EventInput = {}) {
  const headers = Object.entries(headersOf(input)).map(([key, value]) => {
    return [key.toLowerCase(), [{ key, value }]]
  })
  return {
    Records: [
      {
        cf: {
          config: {
            distributionDomainName: 'd111111abcdef8.cloudfront.net',
            distributionId: 'EDFDVBD6EXAMPLE',
            eventType: 'viewer-request' as const,
            requestId: '4TyzHTaYWb1GX1qTfsHhEqV6HUDd_BzoBZnwfnvQc_1oF26ClkoUSEQ==',
          },
          request: {
            clientIp: SOURCE_IP,
            headers: Object.fromEntries(headers) as Record<
              string,
              { key: string; value: string }[]
            >,
            method: 'GET',
            querystring: '',
            uri: PATH,
          },
        },
      },
    ],
  }
}
