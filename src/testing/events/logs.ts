import { ACCOUNT, idOf } from './sent.ts'

/** Log events of a subscription of CloudWatch Logs, compressed as they come. */
export function logs(...messages: string[]) {
  const content = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT,
    logGroup: '/aws/lambda/orders',
    logStream: '2026/11/22/[$LATEST]0123456789abcdef0123456789abcdef',
    subscriptionFilters: ['orders'],
    logEvents: messages.map((message, index) => ({
      id: idOf(index),
      timestamp: 1795357800000,
      message,
    })),
  }
  const { gzipSync } = process.getBuiltinModule('node:zlib')
  return { awslogs: { data: gzipSync(JSON.stringify(content)).toString('base64') } }
}
