import {
  checkNames,
  checkOption,
  listRule,
  type Rule,
  readOption,
  textRule,
} from '../option/read-option.ts'
import { type MetricFormat, metricFormat } from './emf.ts'

/** A count that every completion has as a field, and that is a metric when it is asked for. */
export type CountName = 'Errors' | 'Throttles' | 'Timeouts' | 'ColdStarts'

/** A field of the record that metrics may be told apart by: one with few values. Only Lambda's lines have a `functionName`. */
export type Dimension = 'service' | 'layer' | 'action' | 'functionName'

/** What becomes a CloudWatch metric. Each metric with each set of dimensions is billed. */
export interface MetricsOptions {
  /** @default `Hoptrace` */
  readonly namespace?: string
  /** The sets of dimensions. @default `[['service'], ['service', 'action']]` */
  readonly dimensions?: readonly (readonly Dimension[])[]
  /** Metrics beside `duration`, `Requests` and `Faults`. @default `HOPTRACE_METRICS_COUNTS`, or none */
  readonly counts?: readonly CountName[]
  /** Whether each service call is measured too: `CallDuration` and `CallFaults`. @default `HOPTRACE_METRICS_CALLS`, or `false` */
  readonly calls?: boolean
}

/** The options with their defaults. */
export type MetricSettings = Required<MetricsOptions>

const KNOWN = ['namespace', 'dimensions', 'counts', 'calls']
const COUNTS: readonly unknown[] = ['Errors', 'Throttles', 'Timeouts', 'ColdStarts']
const DIMENSIONS: readonly unknown[] = ['service', 'layer', 'action', 'functionName']
const LONGEST = 255

const NAMESPACE = textRule<string>(
  `1 to ${LONGEST} letters, digits, spaces and . - _ / # :, and not begin with AWS/, which is reserved`,
  (text) => /^[\w.\-/#: ]{1,255}$/.test(text) && !text.startsWith('AWS/'),
)
const LISTS = listRule<readonly Dimension[]>(
  'a list of lists of service, layer, action and functionName, one at least',
  (set) => Array.isArray(set) && set.every((one) => DIMENSIONS.includes(one)),
)
const SETS: Rule<readonly (readonly Dimension[])[]> = {
  ...LISTS,
  accepts: (value): value is readonly (readonly Dimension[])[] =>
    LISTS.accepts(value) && value.length > 0,
}
const NAMES = listRule<CountName>('a list of Errors, Throttles, Timeouts and ColdStarts', (name) =>
  COUNTS.includes(name),
)
const SWITCH: Rule<boolean> = {
  words: 'true or false',
  accepts: (value): value is boolean => typeof value === 'boolean',
  parse: readSwitch,
}
const METRICS: Rule<boolean | MetricsOptions> = {
  words: 'true, false or an object',
  accepts: (value): value is boolean | MetricsOptions =>
    typeof value === 'boolean' || (typeof value === 'object' && value !== null),
  parse: readSwitch,
}

function readSwitch(text: string): boolean | string {
  return text === '1' || text === 'true' || (text !== '0' && text !== 'false' && text)
}

/**
 * Checks the option `metrics` and fills in what it leaves open; `undefined` where metrics are off.
 * @throws TypeError that names the option or environment variable and what it holds
 */
export function readMetricsOption(options: {
  readonly metrics?: boolean | MetricsOptions
}): MetricFormat | undefined {
  const metrics = readOption(options, 'metrics', METRICS) ?? false
  if (metrics === false) return undefined
  const given = metrics === true ? {} : metrics
  checkNames(given, KNOWN, 'metrics.')
  return metricFormat({
    namespace: checkOption('metrics.namespace', given.namespace, NAMESPACE) ?? 'Hoptrace',
    dimensions: checkOption('metrics.dimensions', given.dimensions, SETS) ?? [
      ['service'],
      ['service', 'action'],
    ],
    counts: readOption(given, 'counts', NAMES, 'metrics.') ?? [],
    calls: readOption(given, 'calls', SWITCH, 'metrics.') ?? false,
  })
}
