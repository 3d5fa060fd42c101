import { readTime } from './time.ts'
import { type Fields, fieldsOf, type Wrapped } from './wrapped.ts'

/** `vercel logs --json`: a line for each request. One of the logs is repeated as its message. */
export function vercelRequest(value: Fields): Wrapped[] | undefined {
  const { id, logs, timestamp, timestampInMs, rowId, message } = value
  const time = readTime(timestamp ?? timestampInMs)
  const facts = { requestId: id ?? rowId }
  if (Array.isArray(logs)) {
    return logs.flatMap((log) => {
      const { message: content, level } = fieldsOf(log) ?? {}
      return typeof content === 'string' ? [{ content, time, facts: { ...facts, level } }] : []
    })
  }
  const isLine = rowId !== undefined && typeof message === 'string'
  return isLine ? [{ content: message, time, facts: { ...facts, level: value.level } }] : undefined
}

const VERCEL_SOURCES = ['static', 'lambda', 'edge', 'build', 'external', 'firewall', 'redirect']

/** Vercel's log drain. */
export function vercelDrain(value: Fields): Wrapped[] | undefined {
  const { source, message, timestamp, requestId, level, traceId, path, statusCode } = value
  if (typeof message !== 'string' || !VERCEL_SOURCES.includes(String(source))) return undefined
  const facts = { requestId, level, traceId, path, statusCode }
  return [{ content: message, time: readTime(timestamp), facts }]
}
