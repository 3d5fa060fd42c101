import { ACCOUNT, type EventInput, makeRecords, REGION } from './event-input.ts'

/**
 * Makes an event of a DocumentDB change stream: documents that were inserted into a collection. The
 * headers are the member `_trace` of the document.
 * @param inputs the headers of each document; without any input, the event has one document
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.documentDb({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function documentDb(...inputs: EventInput[]) {
  return {
    eventSourceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:cluster:shop`,
    events: makeRecords(inputs, ({ headers }, index) => {
      const _id = { $oid: `63eeb6e7d418cd98afb1c1d${index}` }
      return {
        event: {
          _id: { _data: `0163eeb6e700000009010000000900004${index}e1` },
          clusterTime: { $timestamp: { t: 1795357800, i: 9 } },
          documentKey: { _id },
          fullDocument: { _id, orderId: '17', ...(headers && { _trace: { ...headers } }) },
          ns: { db: 'shop', coll: 'orders' },
          operationType: 'insert' as const,
        },
      }
    }),
    eventSource: 'aws:docdb' as const,
  }
}
