import { isObject } from '../lib/is-object.ts'
import { readOptions } from '../option/read-option.ts'
import { listRule, NAMESPACE_RULE, type Rules, SWITCH_RULE, switchRule } from '../option/rules.ts'

/** A count that every ending has as a field, and that can be a metric too. */
export type CountName = 'Errors' | 'Throttles' | 'Timeouts' | 'ColdStarts'

/**
 * A field of the record that can be a metric dimension. Only Lambda's records have a `functionName`, and
 * a `stage` is there if the option `stage` is set.
 */
export type Dimension = 'service' | 'stage' | 'layer' | 'action' | 'functionName'

/** Which CloudWatch metrics an ending has. CloudWatch bills each metric for each value of each set of dimensions. */
export interface MetricsOptions {
  /**
   * The metrics' namespace. Environment: `HOPTRACE_METRICS_NAMESPACE`.
   * @default 'Hoptrace'
   */
  readonly namespace?: string
  /**
   * The sets of dimensions.
   * @default [['service'], ['service', 'action']], each with `stage` if the option `stage` is set
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

const COUNT_NAMES: readonly unknown[] = ['Errors', 'Throttles', 'Timeouts', 'ColdStarts']
const DIMENSION_NAMES: readonly unknown[] = ['service', 'stage', 'layer', 'action', 'functionName']
/** The rule for the option `metrics`. */
export const METRICS_RULE = switchRule<MetricsOptions>('an object', isObject)

const RULES: Rules<MetricsOptions> = {
  namespace: NAMESPACE_RULE,
  dimensions: {
    expected: `a list of one or more lists of ${DIMENSION_NAMES.join(', ')}`,
    accepts: (value): value is readonly (readonly Dimension[])[] =>
      Array.isArray(value) && value.length > 0 && value.every(isDimensionSet),
  },
  counts: listRule(`a list of ${COUNT_NAMES.join(', ')}`, (name) => COUNT_NAMES.includes(name)),
  calls: SWITCH_RULE,
}

/**
 * Checks the option `metrics` that is not off, and fills in the defaults.
 * @param stage the option `stage`
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function readMetricsOptions(
  given: true | MetricsOptions,
  stage: string | undefined,
): MetricSettings {
  const ofService: readonly Dimension[] = stage ? ['service', 'stage'] : ['service']
  return {
    namespace: 'Hoptrace',
    dimensions: [ofService, [...ofService, 'action']],
    counts: [],
    calls: false,
    ...readOptions(given === true ? {} : given, RULES, 'metrics.'),
  }
}

function isDimensionSet(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => DIMENSION_NAMES.includes(one))
}
