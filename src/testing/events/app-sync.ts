import type { EventInput } from './event-input.ts'

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
