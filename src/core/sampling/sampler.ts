import { checkNames, checkOption, type Rule, readOption } from '../option/read-option.ts'
import { harmless } from '../outcome/guard.ts'
import type { TraceRecord } from '../record.ts'
import { reaches, thresholdOf } from './consistent.ts'

/** How a request ended, to decide whether its records are kept. */
export type SampledEnding = Pick<
  TraceRecord,
  'action' | 'level' | 'result' | 'duration' | 'metadata' | 'error'
>

/** Which requests leave all of their records. Those that end in anything but success always do. */
export interface SamplingOptions {
  /**
   * The share of requests, from 0 to 1.
   * @default `HOPTRACE_SAMPLE_RATE`, or 1
   */
  readonly rate?: number
  /** Other shares, by the tenant's id. */
  readonly tenants?: Readonly<Record<string, number>>
  /** Milliseconds from which on a request is slow, and kept. */
  readonly slowMs?: number
  /** Whether a request is kept by its ending. */
  readonly keep?: (ending: SampledEnding) => boolean
}

/** Decides which traces are sampled, and which requests are kept although they aren't. */
export interface Sampler {
  /** By the trace's id alone, so that all services decide alike; a tenant may have a rate of its own. */
  samples(w3cTraceId: string, tenantId?: string): boolean
  /** By how it ended; what the record says of it is made where it is asked for. */
  keeps(ended: Pick<SampledEnding, 'result' | 'duration'>, ending: () => SampledEnding): boolean
}

const KNOWN = ['rate', 'tenants', 'slowMs', 'keep']
const RATE: Rule<number> = { words: 'a number from 0 to 1', accepts: isRate, parse: Number }
const TENANTS = {
  words: 'an object of numbers from 0 to 1 by tenant',
  accepts: (value: unknown): value is Readonly<Record<string, number>> =>
    typeof value === 'object' && value !== null,
}
const MILLISECONDS = {
  words: 'a number of milliseconds',
  accepts: (value: unknown): value is number => typeof value === 'number' && value >= 0,
}
const KEEP = {
  words: 'a function of the ending',
  accepts: (value: unknown): value is NonNullable<SamplingOptions['keep']> =>
    typeof value === 'function',
}

/**
 * Creates a sampler.
 * @throws TypeError that names the option or environment variable that is wrong, and what it holds
 */
export function createSampler(options: SamplingOptions = {}): Sampler {
  checkNames(options, KNOWN, 'sampling.')
  const { tenants: rates = {}, slowMs, keep } = options
  const given = checkOption('sampling.rate', options.rate, RATE)
  checkOption('sampling.tenants', rates, TENANTS)
  checkOption('sampling.slowMs', slowMs, MILLISECONDS)
  checkOption('sampling.keep', keep, KEEP)
  const rate = given ?? readOption({}, 'sampleRate', RATE) ?? 1
  const threshold = thresholdOf(rate)
  const tenants = new Map(
    Object.entries(rates).map(([id, one]) => {
      return [id, thresholdOf(checkOption(`sampling.tenants.${id}`, one, RATE) ?? rate)]
    }),
  )
  return {
    samples: (w3cTraceId, tenantId) =>
      reaches(w3cTraceId, (tenantId !== undefined && tenants.get(tenantId)) || threshold),
    keeps: ({ result, duration = 0 }, ending) =>
      result !== 'success' ||
      (slowMs !== undefined && duration >= slowMs) ||
      (keep !== undefined && harmless(() => keep(ending())) === true),
  }
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1
}
