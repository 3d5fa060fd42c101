import { isObject } from '../lib/is-object.ts'
import { checkOption, readOptions } from '../option/read-option.ts'
import { functionRule, type Rule, type Rules, SECRET_RULE } from '../option/rules.ts'
import { guard } from '../outcome/guard.ts'
import type { TraceContext } from '../propagation/inbound.ts'
import type { Level, TraceRecord } from '../record.ts'
import { reaches, thresholdOf } from './consistent.ts'
import { takePlace } from './failure-budget.ts'
import { saltedBy } from './salt.ts'

/** How a request ended, for the decision whether its records are kept. */
export type SampledEnding = Pick<
  TraceRecord,
  'action' | 'level' | 'result' | 'duration' | 'metadata' | 'error'
>

/**
 * Which requests keep all of their records. Requests that don't end in success do too, up to a budget
 * for each process and minute.
 */
export interface SamplingOptions {
  /**
   * The share of traces that are sampled, from 0 to 1. Services decide alike, by the trace id.
   * Environment: `HOPTRACE_SAMPLING_RATE`.
   * @default 1
   */
  readonly rate?: number
  /**
   * A secret of at least 16 characters, the same in all services. With it, a keyed hash of the trace
   * id decides, so that a caller can't choose an id that is sampled. Environment:
   * `HOPTRACE_SAMPLING_SALT`.
   * @default none: the id itself decides
   */
  readonly salt?: string
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
  /**
   * How many requests that end at level `warn`, such as in a 4xx, keep all of their records in each
   * process and minute: a number, `true` for all of them, `false` for none. Others leave a short
   * ending. Environment: `HOPTRACE_SAMPLING_KEEP_CLIENT_ERRORS`.
   * @default 100
   */
  readonly keepClientErrors?: number | boolean
}

/** Decides which traces are sampled, and which requests are kept although they are not. */
export interface Sampler {
  /** Decides by the trace's id, so that all services decide alike. A tenant may have its own rate. */
  samples(w3cTraceId: string, tenantId?: string): boolean
  /** Decides by how a request ended. `ending` makes the record's content, only if it is needed. */
  keeps(ended: Pick<SampledEnding, 'duration'>, ending: () => SampledEnding): boolean
  /**
   * Whether a request that failed at this level keeps all of its records. It takes a place in the
   * minute's budget.
   */
  keepsFailure(level: Level): boolean
}

/** Faults are few, or have one reason: a thousand examples of it are enough. */
const MAX_FAULTS = 1_000
/** Strangers can cause client errors, as many as they like. */
const MAX_CLIENT_ERRORS = 100

const RATE_RULE: Rule<number> = { ...numberRule('a number from 0 to 1', 1), parse: Number }

const RULES: Rules<SamplingOptions> = {
  rate: RATE_RULE,
  salt: SECRET_RULE,
  tenants: {
    expected: 'an object of numbers from 0 to 1 by tenant',
    accepts: (value): value is Readonly<Record<string, number>> => isObject(value),
  },
  slowMs: numberRule('a number of milliseconds'),
  keep: functionRule('the ending'),
  keepClientErrors: {
    expected: 'a whole number of 0 or more, true or false',
    accepts: (value): value is number | boolean =>
      typeof value === 'boolean' || (Number.isSafeInteger(value) && (value as number) >= 0),
    // A digit is a number here, not a switch.
    parse: (text) => text === 'true' || (text !== 'false' && Number(text)),
  },
}

/**
 * Creates a sampler.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function createSampler(options: SamplingOptions = {}): Sampler {
  const {
    rate = 1,
    salt,
    tenants: rates = {},
    slowMs = Number.POSITIVE_INFINITY,
    keep,
    keepClientErrors = MAX_CLIENT_ERRORS,
  } = readOptions(options, RULES, 'sampling.')
  const threshold = thresholdOf(rate)
  const digitsOf = salt ? saltedBy(salt) : (w3cTraceId: string) => w3cTraceId
  const tenants = new Map<string | undefined, string>(
    Object.entries(rates).map(([id, one]) => {
      return [id, thresholdOf(checkOption(`sampling.tenants.${id}`, one, RATE_RULE) ?? rate)]
    }),
  )
  return {
    samples: (w3cTraceId, tenantId) =>
      reaches(digitsOf(w3cTraceId), tenants.get(tenantId) ?? threshold),
    keepsFailure: (level) =>
      level === 'error' ? takePlace(level, MAX_FAULTS) : takePlace('warn', keepClientErrors),
    keeps: ({ duration = 0 }, ending) =>
      duration >= slowMs || guard(() => keep?.(ending()), "option 'sampling.keep' failed") === true,
  }
}

/** Whether a trace is sampled: by the caller's decision if it is trusted, else by ours. */
export function isSampled(sampler: Sampler, trace: TraceContext, tenantId?: string): boolean {
  return trace.isSampledByCaller ?? sampler.samples(trace.w3cTraceId, tenantId)
}

/** A rule for options that hold a number of at least 0. */
function numberRule(expected: string, max = Number.POSITIVE_INFINITY): Rule<number> {
  return {
    expected,
    accepts: (value): value is number => typeof value === 'number' && value >= 0 && value <= max,
  }
}
