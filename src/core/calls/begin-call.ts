import { BoundedCache } from '../lib/bounded-cache.ts'
import { isOwnWork } from '../platform/own-work.ts'
import { asRequestTrace } from '../trace/as-request-trace.ts'
import { currentScope } from '../trace/context.ts'
import { beginStep, type EndCall } from './automatic-call.ts'
import type { Outgoing } from './outgoing.ts'
import { sendTrace } from './send-trace.ts'

const origins = new BoundedCache<URL>()

/**
 * Begins the call of a request, and adds the trace to its headers if it may have them.
 * @param isOfPlatform whether requests to a host are nobody's calls
 * @returns `undefined` if the request is not recorded: outside of a request, after its ending, while
 * prerendering, within a call, which it is a part of, and within a hop whose code sends the trace on: the
 * receiver is below the hop
 */
export function beginCall(
  outgoing: Outgoing,
  isOfPlatform: (host: string) => boolean,
): EndCall | undefined {
  const scope = currentScope()
  if (scope === undefined || isOwnWork()) return undefined
  const trace = asRequestTrace(scope.trace)
  if (!trace.takesCalls || trace.source.settings.calls === 'explicit') return undefined
  const url = urlOf(outgoing.origin)
  if (url === undefined || isOfPlatform(url.host)) return undefined
  const { span } = scope
  const isSentBy = outgoing.headerLines.toLowerCase().includes(`x-trace-parent: ${span.id}`)
  if (span.phase === 'hop' && isSentBy) return undefined
  if (span.phase !== 'call') return beginStep(trace, outgoing, url)
  sendTrace(trace, span, outgoing, url)
  return undefined
}

function urlOf(origin: string): URL | undefined {
  const known = origins.get(origin)
  if (known !== undefined || !URL.canParse(origin)) return known
  return origins.add(origin, new URL(origin))
}
