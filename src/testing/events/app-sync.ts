import type { Sent } from './sent.ts'

/** A direct resolver of AppSync: `Query.order`. */
export function appSync(sent: Sent = {}) {
  return {
    arguments: { id: '17' },
    identity: null,
    source: null,
    request: {
      headers: { 'content-type': 'application/json', ...sent.headers } as Record<string, string>,
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

/** Two events of one GraphQL request, for a batch resolver of AppSync. */
export function appSyncBatch(sent: Sent = {}) {
  return [appSync(sent), appSync(sent)]
}
