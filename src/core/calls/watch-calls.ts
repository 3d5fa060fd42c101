import { guard } from '../outcome/guard.ts'
import { builtin } from '../platform/node.ts'
import { processGlobal } from '../platform/process-global.ts'
import { writeError } from '../platform/stdout.ts'
import type { Settings } from '../settings.ts'
import { beginCall } from './begin-call.ts'
import { httpCalls } from './http-calls.ts'
import type { Outgoing } from './outgoing.ts'
import { platformHosts } from './platform-hosts.ts'
import { undiciCalls } from './undici-calls.ts'

/**
 * Makes calls of the requests that are sent by `fetch`, `node:http` and what sits on them, unless the
 * option `calls` is `explicit`. All copies of this package in the process share one subscription.
 */
export function watchCalls<T extends Settings>(settings: T): T {
  const { calls } = settings
  if (calls === 'explicit') return settings
  const isWatching = processGlobal('calls', () => builtin(subscribe) ?? false)
  // Not for the default, which every isolate of an edge runtime has.
  if (!isWatching && calls !== undefined)
    processGlobal('callsNotice', () => {
      writeError("hoptrace: option 'calls' is without effect here: there is no diagnostics_channel")
      return true
    })
  return settings
}

function subscribe(get: NodeJS.Process['getBuiltinModule']): true {
  const { subscribe } = get('node:diagnostics_channel')
  const isOfPlatform = platformHosts()
  const begin = (outgoing: Outgoing) => beginCall(outgoing, isOfPlatform)
  const listeners = { ...undiciCalls(begin), ...httpCalls(begin) }
  // A subscriber that throws would end the process.
  for (const [name, listen] of Object.entries<(report: never) => void>(listeners))
    subscribe(name, (report) => guard(() => listen(report as never)))
  return true
}
