import { ACCOUNT, type EventInput } from './event-input.ts'

/**
 * Makes the event of an action group of a Bedrock agent: the operation `GET /orders/{id}` of its API
 * schema. It carries no trace.
 * @param input the properties of the request's body, as `body`: an object
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.bedrockAgent()
 */
export function bedrockAgent({ body = {} }: Pick<EventInput, 'body'> = {}) {
  const properties = Object.entries(body as object).map(([name, value]) => ({
    name,
    type: typeof value,
    value: String(value),
  }))
  return {
    messageVersion: '1.0',
    agent: { name: 'shop', id: 'A1B2C3D4E5', alias: 'TSTALIASID', version: 'DRAFT' },
    inputText: 'Where is my order?',
    sessionId: ACCOUNT,
    actionGroup: 'orders',
    apiPath: '/orders/{id}',
    httpMethod: 'GET',
    parameters: [{ name: 'id', type: 'string', value: '17' }],
    requestBody: { content: { 'application/json': { properties } } },
    sessionAttributes: {},
    promptSessionAttributes: {},
  }
}
