import {
  checkNames,
  checkOption,
  listRule,
  type Rule,
  readOption,
  SWITCH_RULE,
  textRule,
} from '../option/read-option.ts'

/** A count that every ending has as a field, and that can be a metric too. */
export type CountName = 'Errors' | 'Throttles' | 'Timeouts' | 'ColdStarts'

/** A field of the record that can be a metric dimension. Only Lambda's records have a `functionName`. */
export type Dimension = 'service' | 'layer' | 'action' | 'functionName'

/** Which CloudWatch metrics an ending has. CloudWatch bills each metric for each value of each set of dimensions. */
export interface MetricsOptions {
  /**
   * The metrics' namespace.
   * @default 'Hoptrace'
   */
  readonly namespace?: string
  /**
   * The sets of dimensions.
   * @default [['service'], ['service', 'action']]
   */
  readonly dimensions?: readonly (readonly Dimension[])[]
  /**
   * Metrics in addition to `duration` (milliseconds), `Requests` and `Faults`. Environment:
   * `HOPTRACE_METRICS_COUNTS`, separated by commas.
   * @default none
   */
  readonly counts?: readonly CountName[]
  /**
   * Whether each service call has metrics: `CallDuration` (milliseconds) and `CallFaults`.
   * Environment: `HOPTRACE_METRICS_CALLS`.
   * @default false
   */
  readonly calls?: boolean
}

/** The options with their defaults. */
export type MetricSettings = Required<MetricsOptions>

const OPTION_NAMES = ['namespace', 'dimensions', 'counts', 'calls']
const COUNT_NAMES: readonly unknown[] = ['Errors', 'Throttles', 'Timeouts', 'ColdStarts']
const DIMENSION_NAMES: readonly unknown[] = ['service', 'layer', 'action', 'functionName']
const NAMESPACE_RULE = textRule<string>(
  '1 to 255 letters, digits, spaces and . - _ / # :, without the reserved prefix AWS/',
  (text) => /^[\w.\-/#: ]{1,255}$/.test(text) && !text.startsWith('AWS/'),
)
const SETS = listRule<readonly Dimension[]>(
  `a list of one or more lists of ${DIMENSION_NAMES.join(', ')}`,
  (set) => Array.isArray(set) && set.every((one) => DIMENSION_NAMES.includes(one)),
)
const DIMENSIONS_RULE: Rule<readonly (readonly Dimension[])[]> = {
  ...SETS,
  accepts: (value): value is readonly (readonly Dimension[])[] =>
    SETS.accepts(value) && value.length > 0,
}
const COUNTS_RULE = listRule<CountName>(`a list of ${COUNT_NAMES.join(', ')}`, (name) =>
  COUNT_NAMES.includes(name),
)
const METRICS_RULE: Rule<boolean | MetricsOptions> = {
  ...SWITCH_RULE,
  expected: 'true, false or an object',
  accepts: (value): value is boolean | MetricsOptions =>
    typeof value === 'boolean' || (typeof value === 'object' && value !== null),
}

/**
 * Checks the option `metrics` and fills in the defaults. Returns `undefined` if metrics are off.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function readMetricsOption(options: {
  readonly metrics?: boolean | MetricsOptions
}): MetricSettings | undefined {
  const metrics = readOption(options, 'metrics', METRICS_RULE) ?? false
  if (metrics === false) return undefined
  const given = metrics === true ? {} : metrics
  checkNames(given, OPTION_NAMES, 'metrics.')
  return {
    namespace: checkOption('metrics.namespace', given.namespace, NAMESPACE_RULE) ?? 'Hoptrace',
    dimensions: checkOption('metrics.dimensions', given.dimensions, DIMENSIONS_RULE) ?? [
      ['service'],
      ['service', 'action'],
    ],
    counts: readOption(given, 'counts', COUNTS_RULE, 'metrics.') ?? [],
    calls: readOption(given, 'calls', SWITCH_RULE, 'metrics.') ?? false,
  }
}
