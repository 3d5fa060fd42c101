import { ACCOUNT, exampleId } from './event-input.ts'

/**
 * Makes the event of a CloudWatch Logs subscription, compressed.
 * @param messages the texts of the log events
 * @returns a new event
 *
 * @example
 * import { events } from 'hoptrace/testing'
 *
 * export const event = events.logs('{"level":"info"}')
 */
export function logs(...messages: string[]) {
  const content = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT,
    logGroup: '/aws/lambda/orders',
    logStream: '2026/11/22/[$LATEST]0123456789abcdef0123456789abcdef',
    subscriptionFilters: ['orders'],
    logEvents: messages.map((message, index) => ({
      id: exampleId(index),
      timestamp: 1795357800000,
      message,
    })),
  }
  const { gzipSync } = process.getBuiltinModule('node:zlib')
  return { awslogs: { data: gzipSync(JSON.stringify(content)).toString('base64') } }
}
