import { member } from '../../core/lib/safe-get.ts'
import { headersIn } from './headers.ts'
import type { Incoming } from './source.ts'

/**
 * Whoever invokes the function itself, and what passes a payload on: Step Functions, IoT rules,
 * schedules. The trace is in the payload under `_trace`, or in a synchronous call's client context.
 * Any event is one of these.
 */
export function direct(event: unknown, context?: unknown): Incoming {
  const client = member(context, 'clientContext')
  const custom = member(client, 'custom') ?? member(client, 'Custom')
  return {
    header: headersIn([member(event, '_trace'), member(custom, '_trace'), custom]),
  }
}
