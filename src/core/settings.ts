import { EXPORTERS_RULE, type Exporter } from './exporter.ts'
import { LEVEL_RULE, type LevelThreshold, lambdaLevel, OUTPUT_LEVEL_RULE } from './level.ts'
import { cutText } from './lib/cut-text.ts'
import { type MetricFormat, metricFormat } from './metrics/emf.ts'
import { METRICS_RULE, readMetricsOptions } from './metrics/metric-options.ts'
import { type Given, readOption, readOptions } from './option/read-option.ts'
import {
  choiceRule,
  countRule,
  listRule,
  OTHER_RULE,
  type Rules,
  SWITCH_RULE,
  switchRule,
  textRule,
} from './option/rules.ts'
import type { TracingOptions } from './options.ts'
import { maskReports } from './outcome/fault-report.ts'
import type { Output } from './output/emit.ts'
import { defaultFormat, type Format } from './output/format.ts'
import { appendTo } from './platform/append.ts'
import { environment } from './platform/environment.ts'
import type { HeaderReader, InboundPolicy } from './propagation/inbound.ts'
import { isTargetText, type Targets } from './propagation/targets.ts'
import { TRACE_ID_IN_BODY_RULE, type TraceIdInBody } from './propagation/trace-id-in-body.ts'
import { type Level, NAME_LIMIT } from './record.ts'
import { createRedactor, type Redactor } from './redact/redactor.ts'
import { createSampler, type Sampler } from './sampling/sampler.ts'

/** The options with their defaults, ready for use by every request. */
export interface Settings extends InboundPolicy {
  readonly service: string
  /** The service and the layer as JSON members of each line, up to the value of `action`. */
  readonly serviceFieldsJson: string
  readonly version?: string | undefined
  readonly stage?: string | undefined
  /** The version as a JSON member with a leading comma, or nothing. */
  readonly versionJson: string
  /** The stage as a JSON member with a leading comma, or nothing. */
  readonly stageJson: string
  /** Default: the service's name. */
  readonly action?: string | undefined
  readonly level: LevelThreshold
  readonly failureLevel: LevelThreshold
  readonly propagateTo?: Targets | undefined
  /** Default: `auto`. */
  readonly calls?: TracingOptions['calls']
  readonly traceIdInBody: TraceIdInBody
  readonly redactor: Redactor
  readonly sampler: Sampler
  readonly metrics?: MetricFormat | undefined
  /** `undefined` if there are none, so that they cost a request nothing. */
  readonly exporters?: readonly Exporter[] | undefined
  /** The names of the attributes that exporters get. Default: all. */
  readonly exportAttributes?: readonly string[] | undefined
  readonly flushTimeoutMs: number
  readonly output: Output
}

const TEXT_RULE = textRule<string>('a non-empty string', (text) => text !== '')
const FORMAT_RULE = choiceRule<Format>('json', 'pretty', 'none')
const PRETTY_RULE = choiceRule('line', 'tree')
const ACCEPT_INBOUND_RULE = switchRule<(header: HeaderReader) => boolean>(
  'a function of the headers',
  (value) => typeof value === 'function',
)
const TARGETS_RULE = listRule<string | RegExp>(
  'a list of hosts, URLs and patterns',
  (item) => item instanceof RegExp || (TEXT_RULE.accepts(item) && isTargetText(item)),
)

const RULES: Rules<TracingOptions> = {
  service: TEXT_RULE,
  version: TEXT_RULE,
  stage: TEXT_RULE,
  action: TEXT_RULE,
  layer: TEXT_RULE,
  level: OUTPUT_LEVEL_RULE,
  failureLevel: LEVEL_RULE,
  acceptInbound: ACCEPT_INBOUND_RULE,
  trustSampling: SWITCH_RULE,
  propagateTo: TARGETS_RULE,
  calls: choiceRule('auto', 'explicit'),
  traceIdInBody: TRACE_ID_IN_BODY_RULE,
  redact: OTHER_RULE,
  sampling: OTHER_RULE,
  metrics: METRICS_RULE,
  exporters: EXPORTERS_RULE,
  exportAttributes: listRule('a list of plain names', (name) => /^[\w.:-]+$/.test(String(name))),
  flushTimeoutMs: countRule(1),
}

/**
 * Checks the options and fills in the defaults.
 * @param ownRules those of options that only the adapter has
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function resolveOptions<Own extends object>(
  options: TracingOptions & Own,
  defaultLayer: string,
  ownRules: Rules<Own> = {} as Rules<Own>,
): Settings & Given<Own> {
  const redactor = createRedactor(options?.redact)
  // Before other options are read: a report of a wrong one shows it. What code gives stays.
  maskReports(redactor.text, options?.redact !== undefined)
  const {
    service = defaultService(),
    layer = defaultLayer,
    level: chosenLevel = lambdaLevel() ?? 'info',
    exporters,
    metrics,
    stage,
    version = defaultVersion(),
    // Not kept: they hold secrets, the key of pseudonyms and the salt.
    redact: _redact,
    sampling: _sampling,
    ...given
  } = readOptions(options, { ...RULES, ...ownRules } as Rules<TracingOptions & Own>)
  const asked: Level | 'silent' = chosenLevel
  const level = asked === 'silent' ? 'info' : asked
  const stageJson = nameJson(',"stage":', stage)
  const used = exporters?.filter((exporter) => exporter !== undefined)
  return {
    failureLevel: level,
    acceptInbound: true,
    trustSampling: false,
    traceIdInBody: 'errors',
    flushTimeoutMs: 500,
    ...given,
    service,
    serviceFieldsJson: serviceFieldsJson(service, layer),
    version,
    stage,
    versionJson: nameJson(',"version":', version),
    stageJson,
    level,
    redactor,
    sampler: createSampler(options.sampling),
    metrics: metrics ? metricFormat(readMetricsOptions(metrics, stage), stageJson) : undefined,
    exporters: used?.length ? used : undefined,
    output: outputOf(asked === 'silent' ? 'none' : undefined),
  }
}

function outputOf(silent: Format | undefined): Output {
  const path = readOption({}, 'file', TEXT_RULE)
  return {
    format: silent ?? readOption({}, 'format', FORMAT_RULE) ?? defaultFormat(),
    hasBlocks: readOption({}, 'pretty', PRETTY_RULE) === 'tree',
    append: path === undefined ? undefined : appendTo(path),
  }
}

/** Returns a service and a layer as JSON members, up to the value of `action`. */
export function serviceFieldsJson(service: string, layer: string): string {
  const fields = { service: cutText(service, NAME_LIMIT), layer: cutText(layer, NAME_LIMIT) }
  return `,${JSON.stringify(fields).slice(1, -1)},"action":`
}

function nameJson(before: string, name: string | undefined): string {
  return name ? before + JSON.stringify(name.slice(0, NAME_LIMIT)) : ''
}

/** Returns what the host says of the build: `$LATEST` says nothing. */
function defaultVersion(): string | undefined {
  const published = environment('AWS_LAMBDA_FUNCTION_VERSION')
  return Number(published)
    ? published
    : (environment('NEXT_DEPLOYMENT_ID') ?? environment('VERCEL_GIT_COMMIT_SHA'))
}

function defaultService(): string {
  return environment('AWS_LAMBDA_FUNCTION_NAME') ?? environment('npm_package_name') ?? 'unknown'
}
