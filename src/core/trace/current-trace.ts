import { resolveOptions, type Settings } from '../options.ts'
import { harmless } from '../outcome/guard.ts'
import { MASK } from '../redact/mask.ts'
import { memberNames } from '../redact/member-names.ts'
import type { Trace } from '../trace.ts'
import { currentScope } from './context.ts'
import { RequestTrace } from './request-trace.ts'

/**
 * The request that the running code belongs to. Outside of one, a detached trace that still runs
 * what it is given, and writes records without ids.
 */
export function currentTrace(): Trace {
  return currentScope()?.trace ?? detachedTrace()
}

/** The engine behind a trace: what adapters steer, and users don't see. */
export function engineOf(trace: Trace): RequestTrace {
  return trace as RequestTrace
}

function detachedTrace(): Trace {
  const settings = harmless(() => resolveOptions({}, DETACHED)) ?? FALLBACK
  return new RequestTrace(settings)
}

const DETACHED = 'process'
// For an environment whose variables are wrong: the adapters have said so at set-up.
const FALLBACK: Settings = {
  service: 'unknown',
  where: ',"service":"unknown","layer":"process","action":',
  level: 'info',
  acceptInbound: false,
  trustSampling: false,
  propagateTo: [],
  onError: 'info',
  metrics: undefined,
  exporters: undefined,
  sampler: { samples: () => true, keeps: () => true },
  redactor: {
    nameOf: (name) => ({ ...memberNames(new Map(), false)(name), rule: 'always' }),
    member: () => MASK,
    isPlain: () => false,
    names: { isPlain: () => false, text: () => MASK },
    word: () => undefined,
    text: () => MASK,
  },
  format: 'json',
}
