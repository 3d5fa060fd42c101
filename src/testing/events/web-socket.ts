import type { EventInput } from './event-input.ts'
import { bodyOf, HOST, headersOf, valuesOf } from './request.ts'

/**
 * Makes a message to a WebSocket API, on the route `sendOrder`. API Gateway itself sends headers
 * only when the connection opens.
 * @param input the headers and the body of the message
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.webSocket({ body: { orderId: '7' } })
 */
export function webSocket(input: EventInput = {}) {
  const headers = headersOf(input)
  return {
    headers,
    multiValueHeaders: valuesOf(headers),
    requestContext: {
      routeKey: 'sendOrder',
      eventType: 'MESSAGE' as const,
      messageDirection: 'IN' as const,
      messageId: 'JKJaXmPLvHcESHA=',
      connectionId: 'JKJaXmPLvHcCEMA=',
      connectedAt: 1795357700000,
      requestTimeEpoch: 1795357800000,
      requestId: 'JKJaXmPLvHcESHB=',
      extendedRequestId: 'JKJaXmPLvHcESHC=',
      requestTime: '22/Nov/2026:14:30:00 +0000',
      apiId: 'a1b2c3d4e5',
      domainName: HOST,
      stage: 'prod',
    },
    body: bodyOf(input) ?? '',
    isBase64Encoded: false,
  }
}
