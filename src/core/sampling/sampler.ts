import { isObject } from '../lib/is-object.ts'
import {
  checkOption,
  functionRule,
  type Rule,
  type Rules,
  readOptions,
} from '../option/read-option.ts'
import { guard } from '../outcome/guard.ts'
import type { TraceContext } from '../propagation/inbound.ts'
import type { TraceRecord } from '../record.ts'
import { reaches, thresholdOf } from './consistent.ts'

/** How a request ended, for the decision whether its records are kept. */
export type SampledEnding = Pick<
  TraceRecord,
  'action' | 'level' | 'result' | 'duration' | 'metadata' | 'error'
>

/** Which requests keep all of their records. Requests that don't end in success always do. */
export interface SamplingOptions {
  /**
   * The share of traces that are sampled, from 0 to 1. Services decide alike, by the trace id.
   * Environment: `HOPTRACE_SAMPLING_RATE`.
   * @default 1
   */
  readonly rate?: number
  /**
   * Other rates, by the tenant's id.
   * @default none
   */
  readonly tenants?: Readonly<Record<string, number>>
  /**
   * Requests that take at least this long are kept. Milliseconds.
   * @default none are kept for being slow
   */
  readonly slowMs?: number
  /**
   * Returns whether a request is kept, by its ending.
   * @default none
   */
  readonly keep?: (ending: SampledEnding) => boolean
}

/** Decides which traces are sampled, and which requests are kept although they are not. */
export interface Sampler {
  /** Decides by the trace's id alone, so that all services decide alike. A tenant may have its own rate. */
  samples(w3cTraceId: string, tenantId?: string): boolean
  /** Decides by how a request ended. `ending` makes the record's content, only if it is needed. */
  keeps(ended: Pick<SampledEnding, 'result' | 'duration'>, ending: () => SampledEnding): boolean
}

const RATE_RULE: Rule<number> = { expected: 'a number from 0 to 1', accepts: isRate, parse: Number }
const TENANTS_RULE = {
  expected: 'an object of numbers from 0 to 1 by tenant',
  accepts: (value: unknown): value is Readonly<Record<string, number>> => isObject(value),
}
const MILLISECONDS_RULE = {
  expected: 'a number of milliseconds',
  accepts: (value: unknown): value is number => typeof value === 'number' && value >= 0,
}
const KEEP_RULE = functionRule<NonNullable<SamplingOptions['keep']>>('the ending')

const RULES: Rules<SamplingOptions> = {
  rate: RATE_RULE,
  tenants: TENANTS_RULE,
  slowMs: MILLISECONDS_RULE,
  keep: KEEP_RULE,
}

/**
 * Creates a sampler.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function createSampler(options: SamplingOptions = {}): Sampler {
  const { rate = 1, tenants: rates = {}, slowMs, keep } = readOptions(options, RULES, 'sampling.')
  const threshold = thresholdOf(rate)
  const tenants = new Map<string | undefined, string>(
    Object.entries(rates).map(([id, one]) => {
      return [id, thresholdOf(checkOption(`sampling.tenants.${id}`, one, RATE_RULE) ?? rate)]
    }),
  )
  return {
    samples: (w3cTraceId, tenantId) => reaches(w3cTraceId, tenants.get(tenantId) ?? threshold),
    keeps: ({ result, duration = 0 }, ending) =>
      result !== 'success' ||
      (slowMs !== undefined && duration >= slowMs) ||
      (keep !== undefined && guard(() => keep(ending()), "option 'sampling.keep' failed") === true),
  }
}

/** Whether a trace is sampled: by the caller's decision if it is trusted, else by ours. */
export function isSampled(sampler: Sampler, trace: TraceContext, tenantId?: string): boolean {
  return trace.isSampledByCaller ?? sampler.samples(trace.w3cTraceId, tenantId)
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}
