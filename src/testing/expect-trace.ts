import type { TraceRecord } from '../core/record.ts'
import { ExpectationError } from './expectation-error.ts'
import { noteFailure } from './note-failure.ts'

/** What a test can expect of records. Each throws an `ExpectationError` that lists what was there. */
export interface TraceExpectations {
  /**
   * A hop or check of this name ended, with this result if one is given.
   * @param result `pass`, `fail`, `success`, `failure`, or the word that the code gave
   */
  toHaveHop(name: string, result?: string): void
  /** A call of this service was made, of this operation if one is given. */
  toHaveCalled(service: string, operation?: string): void
  /** All records have one trace id, and all requests but the first were sent by steps among them. */
  toBeOneTrace(): void
}

interface Judgement {
  readonly isMet: boolean
  readonly what: string
  readonly found: readonly string[]
}

/**
 * Expects facts of records, so that a team's tests hold how a trace goes through its services. What
 * fails is also written to `HOPTRACE_FILE`, if that is set: `hoptrace dev --ci` prints these traces.
 * @param records what {@link captureTrace} returned, or lines of a log
 * @returns expectations, and under `not` their opposites
 *
 * @example
 * import middy from '@middy/core'
 * import { currentTrace } from 'hoptrace'
 * import { tracing } from 'hoptrace/middy'
 * import { captureTrace, events, expectTrace, lambdaContext } from 'hoptrace/testing'
 * import { test } from 'vitest'
 *
 * const handler = middy()
 *   .use(tracing({ service: 'shop', action: 'orders:place' }))
 *   .handler(async () => currentTrace().check('rate-limit', true))
 *
 * test('an order is limited, and one trace', async () => {
 *   const { records } = await captureTrace(() => handler(events.httpApi(), lambdaContext()))
 *   expectTrace(records).toHaveHop('rate-limit', 'pass')
 *   expectTrace(records).not.toHaveCalled('bedrock')
 *   expectTrace(records).toBeOneTrace()
 * })
 */
export function expectTrace(
  records: readonly TraceRecord[],
): TraceExpectations & { readonly not: TraceExpectations } {
  return { ...expectations(records, true), not: expectations(records, false) }
}

function expectations(records: readonly TraceRecord[], isWanted: boolean): TraceExpectations {
  const expectThat = (judge: (...args: string[]) => Judgement) => {
    const assertion = (...args: string[]): void => {
      const { isMet, what, found } = judge(...args)
      if (isMet === isWanted) return
      const items = found.length > 0 ? found : ['none']
      const message = `expected the trace ${isWanted ? '' : 'not '}${what}. It has:`
      noteFailure(records, `${message} ${items.join(', ')}`)
      throw new ExpectationError([message, ...items].join('\n  '), assertion)
    }
    return assertion
  }
  return {
    toHaveHop: expectThat((name, result) => judgeHops(records, name, result)),
    toHaveCalled: expectThat((service, operation) => judgeCalls(records, service, operation)),
    toBeOneTrace: expectThat(() => judgeRoots(records)),
  }
}

function judgeHops(records: readonly TraceRecord[], name?: string, result?: string): Judgement {
  const hops = records.filter(({ phase, hopResult }) => phase === 'hop' && hopResult !== 'start')
  return {
    isMet: hops.some(
      ({ hopName, hopResult }) => hopName === name && [undefined, hopResult].includes(result),
    ),
    what: `to have the hop ${[name, result].filter(Boolean).join(' ')}`,
    found: hops.map(({ hopName, hopResult }) => `${hopName} ${hopResult}`),
  }
}

function judgeCalls(
  records: readonly TraceRecord[],
  service?: string,
  operation?: string,
): Judgement {
  const calls = records.flatMap(({ phase, action }) => (phase === 'call' ? (action ?? []) : []))
  const wanted = `service:${service}:${operation ?? ''}`
  return {
    isMet: calls.some((call) => (operation ? call === wanted : call.startsWith(wanted))),
    what: `to have called ${[service, operation].filter(Boolean).join(' ')}`,
    found: calls,
  }
}

function judgeRoots(records: readonly TraceRecord[]): Judgement {
  const ids = new Set(records.map(({ traceId }) => traceId))
  const spans = new Set(records.map(({ spanId }) => spanId))
  const roots = records.filter(
    ({ phase, parentId }) => phase === 'start' && !(parentId && spans.has(parentId)),
  )
  return {
    isMet: ids.size === 1 && roots.length === 1,
    what: 'to be one trace, with one request that none of its steps sent',
    found: roots.map(({ service, action, traceId }) => `${service} ${action} of ${traceId}`),
  }
}
