import { type EventInput, exampleId } from './event-input.ts'

/**
 * Makes an event of an AppSync direct resolver, `Query.order`. It has no body.
 * @param input the headers of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.appSync({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function appSync(input: EventInput = {}) {
  return {
    arguments: { id: '17' },
    identity: null,
    source: null,
    request: {
      headers: { 'content-type': 'application/json', ...input.headers } as Record<string, string>,
      domainName: null,
    },
    prev: null,
    info: {
      fieldName: 'order',
      parentTypeName: 'Query',
      selectionSetList: ['id'],
      selectionSetGraphQL: '{ id }',
      variables: {},
    },
    stash: {},
  }
}

/**
 * Makes the event of a batch resolver of AppSync: two events of one GraphQL request.
 * @param input the headers of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.appSyncBatch({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function appSyncBatch(input: EventInput = {}) {
  return [appSync(input), appSync(input)]
}

/**
 * Makes the event of an Amplify function that resolves `Query.order`. It has no body.
 * @param input the headers of the request
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.amplify({ headers: { 'x-trace-id': 'my-trace' } })
 */
export function amplify(input: EventInput = {}) {
  const { info: _info, stash: _stash, source: _source, ...event } = appSync(input)
  return { typeName: 'Query', fieldName: 'order', source: {}, ...event }
}

/**
 * Makes an event of AppSync Events: one event is published to the channel `/orders/17`.
 * @param input the headers of the request, and the payload of the event as `body`
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.appSyncEvents({ body: { orderId: '7' } })
 */
export function appSyncEvents({ headers, body = { orderId: '17' } }: EventInput = {}) {
  return {
    identity: null,
    result: null,
    request: { headers: { ...headers } as Record<string, string>, domainName: null },
    info: {
      channel: { path: '/orders/17', segments: ['orders', '17'] },
      channelNamespace: { name: 'orders' },
      operation: 'PUBLISH' as const,
    },
    error: null,
    prev: null,
    stash: {},
    outErrors: [],
    events: [{ id: exampleId(0), payload: body }],
  }
}
