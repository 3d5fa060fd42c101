import { expect } from 'vitest'
import { buildTrees } from '../../src/cli/trace/tree.ts'
import type { RequestRecord } from '../../src/lines/record.ts'
import { type Received, valuesOf } from './receiver.ts'

export const TRACE_ID = 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'

/** What the surroundings of a service saw of one order. */
export interface Order {
  /** The records of all services. */
  readonly records: readonly RequestRecord[]
  /** What the stock was asked. */
  readonly requests: readonly Received[]
  /** The attributes of the message that the service sent. */
  readonly attributes: Readonly<Record<string, string>>
}

/** Expects one id and one root, with endings of these services. */
export function expectOneTree({ records }: Order, services: readonly string[]): void {
  expect(new Set(records.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]))
  const endings = records.filter(({ phase }) => phase === 'complete')
  expect(endings.map(({ service }) => service).toSorted()).toEqual(services)
  expect(buildTrees(records).map(({ record }) => record.service)).toEqual(['caller'])
}

/** Whether the stock got a header. */
export function hasHeader({ requests }: Order, name: string): boolean {
  return requests.some((request) => valuesOf(request, name).length > 0)
}

/** Whether the stock got two `traceparent` in one request. */
export function repeatsTraceparent({ requests }: Order): boolean {
  return requests.some((request) => valuesOf(request, 'traceparent').length > 1)
}

/** Whether the stock got another tracer's `traceparent`. */
export function replacesTraceparent(order: Order): boolean {
  return order.requests.some((request) => !isOurs(order, valuesOf(request, 'traceparent')[0]))
}

/** Whether the message had another tracer's `traceparent`. */
export function replacesAttribute(order: Order): boolean {
  return !isOurs(order, order.attributes.traceparent)
}

/** Whether a `traceparent` names a span that a record has. */
function isOurs({ records }: Order, traceparent = ''): boolean {
  return records.some(({ spanId }) => traceparent.includes(spanId))
}
