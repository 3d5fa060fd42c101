import { type Sent, withTrace } from './sent.ts'

/** A payload of your own, as of an invocation or a Step Functions task; the headers are under `_trace`. */
export function direct(sent: Sent = {}) {
  return withTrace(sent).body as Record<string, unknown>
}

/** What an IoT rule selected of a device's message. */
export function iot(sent: Sent = {}) {
  return { temperature: 21.5, topic: 'devices/17/telemetry', ...direct({ body: {}, ...sent }) }
}
