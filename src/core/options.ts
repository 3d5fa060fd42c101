import { EXPORTERS, type Exporter } from './exporter.ts'
import type { MetricFormat } from './metrics/emf.ts'
import { type MetricsOptions, readMetricsOption } from './metrics/metric-options.ts'
import {
  checkNames,
  checkOption,
  listRule,
  type Rule,
  readOption,
  SWITCH,
  textRule,
} from './option/read-option.ts'
import { defaultFormat, type Format } from './output/emit.ts'
import { environment } from './platform/environment.ts'
import type { HeaderReader, Origin } from './propagation/inbound.ts'
import type { Targets } from './propagation/targets.ts'
import { WORD_LIMIT } from './record/json-text.ts'
import type { Level } from './record.ts'
import { createRedactor, type RedactOptions, type Redactor } from './redact/redactor.ts'
import { createSampler, type Sampler, type SamplingOptions } from './sampling/sampler.ts'

/** Options that every adapter takes. An option wins over its environment variable. */
export interface TracingOptions {
  /**
   * The service's name on every record.
   * @default `HOPTRACE_SERVICE`, the Lambda function's name, the package's name as npm scripts have it, or `unknown`
   */
  readonly service?: string
  /**
   * What the request does, such as `bg-remover:process`.
   * @default `HOPTRACE_ACTION`, the method and the route's pattern, or the function's name
   */
  readonly action?: string
  /**
   * Where it runs.
   * @default `HOPTRACE_LAYER`, or `lambda` for Middy; `api-route`, `proxy`, `server-action` or `server-component` for Next.js
   */
  readonly layer?: string
  /**
   * The quietest level that is written.
   * @default `HOPTRACE_LEVEL`, the function's application log level, or `info`
   */
  readonly level?: Level
  /**
   * Whether a caller's trace is taken up: of any caller, of none, or as its headers decide.
   * @default `HOPTRACE_ACCEPT_INBOUND`, or `true`
   */
  readonly acceptInbound?: boolean | ((header: HeaderReader) => boolean)
  /**
   * Whether the caller's sampled flag decides instead of `sampling`.
   * @default `HOPTRACE_TRUST_SAMPLING`, or `false`
   */
  readonly trustSampling?: boolean
  /**
   * The hosts to which `trace.fetch` sends the trace: `api.example.com`, `*.example.com`, or a pattern; no URLs.
   * @default `HOPTRACE_PROPAGATE_TO`, separated by commas, or all
   */
  readonly propagateTo?: Targets
  /** What is masked in records, beyond what always is. */
  readonly redact?: RedactOptions
  /** Which requests leave all of their records. Those that fail always do. */
  readonly sampling?: SamplingOptions
  /**
   * The quietest level of the records that are written once a request has failed.
   * @default `HOPTRACE_ON_ERROR`, or the option `level`
   */
  readonly onError?: Level
  /**
   * Whether each completion is a CloudWatch metric too, and which: custom metrics are billed.
   * @default `HOPTRACE_METRICS`, or `false`
   */
  readonly metrics?: boolean | MetricsOptions
  /**
   * What is told of each request, hop and call beside the log, such as `xray()` of `hoptrace/xray`.
   * `undefined` stands for one that is switched off.
   */
  readonly exporters?: readonly (Exporter | undefined)[]
}

/** The options with their defaults. */
export interface Settings {
  readonly service: string
  /** `service` and `layer` as they stand in each line, before its action. */
  readonly where: string
  /** Where it is left open, the service's name. */
  readonly action?: string | undefined
  /** `none` for work that belongs to no request, such as prerendering. */
  readonly level: Level | 'none'
  readonly acceptInbound: boolean | ((header: HeaderReader) => boolean)
  readonly trustSampling: boolean
  readonly propagateTo: Targets | undefined
  readonly redactor: Redactor
  readonly sampler: Sampler
  readonly onError: Level | 'none'
  readonly metrics: MetricFormat | undefined
  /** `undefined` where there are none, which costs a request nothing. */
  readonly exporters: readonly Exporter[] | undefined
  readonly format: Format
}

const RANKS: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 }

const TEXT = textRule<string>('a non-empty string', (text) => text !== '')
const LEVEL = textRule<Level>('debug, info, warn or error', (text) => Object.hasOwn(RANKS, text))
const FORMAT = textRule<Format>('json or pretty', (text) => text === 'json' || text === 'pretty')
const ACCEPT_INBOUND: Rule<Settings['acceptInbound']> = {
  ...SWITCH,
  words: 'true, false or a function of the headers',
  accepts: (value): value is Settings['acceptInbound'] =>
    typeof value === 'boolean' || typeof value === 'function',
}
const TARGETS = listRule<string | RegExp>(
  'a list of hosts, without scheme or path, and patterns',
  (item) => item instanceof RegExp || (TEXT.accepts(item) && !item.includes('/')),
)

const NAMES: readonly (keyof TracingOptions)[] = [
  'service',
  'action',
  'layer',
  'level',
  'acceptInbound',
  'trustSampling',
  'propagateTo',
  'redact',
  'sampling',
  'metrics',
  'onError',
  'exporters',
]

/**
 * Checks the options and fills in what they leave open; an adapter's own names it reads itself.
 * @throws TypeError that names the option or environment variable and what it holds
 */
export function resolveOptions(
  options: TracingOptions,
  defaultLayer: string,
  ownNames: readonly string[] = [],
): Settings {
  checkNames(options, [...NAMES, ...ownNames])
  const service = readOption(options, 'service', TEXT) ?? defaultService()
  const layer = readOption(options, 'layer', TEXT) ?? defaultLayer
  const place = { service: service.slice(0, WORD_LIMIT), layer: layer.slice(0, WORD_LIMIT) }
  const level = readOption(options, 'level', LEVEL) ?? lambdaLevel() ?? 'info'
  return {
    service,
    where: `,${JSON.stringify(place).slice(1, -1)},"action":`,
    action: readOption(options, 'action', TEXT),
    level,
    onError: readOption(options, 'onError', LEVEL) ?? level,
    acceptInbound: readOption(options, 'acceptInbound', ACCEPT_INBOUND) ?? true,
    trustSampling: readOption(options, 'trustSampling', SWITCH) ?? false,
    propagateTo: readOption(options, 'propagateTo', TARGETS),
    redactor: createRedactor(options.redact),
    sampler: createSampler(options.sampling),
    metrics: readMetricsOption(options),
    exporters: readExporters(options),
    format: readOption({}, 'format', FORMAT) ?? defaultFormat(),
  }
}

/** Whether records of this level are written where `least` is the quietest that is. */
export function isWritten(level: Level, least: Level | 'none'): boolean {
  return least !== 'none' && RANKS[level] >= RANKS[least]
}

/** Whether a trace is sampled: the caller's decision, where it is trusted, else ours. */
export function isSampled(settings: Settings, origin: Origin, tenantId?: string): boolean {
  return origin.isSampledByCaller ?? settings.sampler.samples(origin.w3cTraceId, tenantId)
}

function readExporters({ exporters }: TracingOptions): readonly Exporter[] | undefined {
  const given = checkOption('exporters', exporters, EXPORTERS)?.filter((one) => one !== undefined)
  return given?.length ? given : undefined
}

function defaultService(): string {
  return environment('AWS_LAMBDA_FUNCTION_NAME') ?? environment('npm_package_name') ?? 'unknown'
}

/** The application log level of the Lambda function, which has two more words than we. */
function lambdaLevel(): Level | undefined {
  const level = environment('AWS_LAMBDA_LOG_LEVEL')?.toLowerCase()
  if (level === 'trace') return 'debug'
  if (level === 'fatal') return 'error'
  return LEVEL.accepts(level) ? level : undefined
}
