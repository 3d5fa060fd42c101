import { quote } from './sql.ts'

/** The text of Lambda's own lines, after what tools write before each line. */
const PREFIX = String.raw`^(?:[^\s{]+\s+){0,3}`
const ID = '[0-9a-fA-F-]{36}'

/** Where a field is: in Lambda's text lines, and in its JSON lines. */
interface LambdaField {
  /** A regular expression with one group. */
  readonly text: string
  /** SQL over the JSON object `o`. */
  readonly json: string
  readonly isMegabytes?: boolean
}

const metric = (name: string): string => `json_extract_string(o, '/record/metrics/${name}')`
const reported = (rest: string): string => `${PREFIX}REPORT RequestId: .*?${rest}`

const FIELDS: Readonly<Record<string, LambdaField>> = {
  '@requestId': {
    text: `${PREFIX}(?:(?:START|END|REPORT) RequestId: )?(${ID})(?:\\s|$)`,
    json: `coalesce(json_extract_string(o, '/record/requestId'), json_extract_string(o, '/requestId'))`,
  },
  '@duration': { text: reported(String.raw`\sDuration: ([\d.]+) ms`), json: metric('durationMs') },
  '@billedDuration': {
    text: reported(String.raw`Billed Duration: ([\d.]+) ms`),
    json: metric('billedDurationMs'),
  },
  '@initDuration': {
    text: reported(String.raw`Init Duration: ([\d.]+) ms`),
    json: metric('initDurationMs'),
  },
  '@memorySize': {
    text: reported(String.raw`Memory Size: (\d+) MB`),
    json: metric('memorySizeMB'),
    isMegabytes: true,
  },
  '@maxMemoryUsed': {
    text: reported(String.raw`Max Memory Used: (\d+) MB`),
    json: metric('maxMemoryUsedMB'),
    isMegabytes: true,
  },
  '@xrayTraceId': {
    text: reported(String.raw`XRAY TraceId: (\S+)`),
    json: `nullif(regexp_extract(json_extract_string(o, '/record/tracing/value'), 'Root=([^;]+)', 1), '')`,
  },
  '@xraySegmentId': { text: reported(String.raw`SegmentId: (\S+)`), json: 'NULL' },
}

const TYPE_SQL = `coalesce(
  nullif(regexp_extract(line, ${quote(`${PREFIX}(START|END|REPORT) RequestId: `)}, 1), ''),
  CASE json_extract_string(o, '/type') WHEN 'platform.start' THEN 'START'
    WHEN 'platform.runtimeDone' THEN 'END' WHEN 'platform.report' THEN 'REPORT' END)`

/** The fields that CloudWatch discovers in Lambda's lines. */
export const LAMBDA_FIELDS: readonly string[] = ['@type', ...Object.keys(FIELDS)]

/** Returns SQL for a field of Lambda's lines, over `line` and `o`. Memory is in bytes of a million a MB. */
export function discoveredSql(name: string): string {
  if (name === '@type') return TYPE_SQL
  const { text, json, isMegabytes = false } = FIELDS[name] as LambdaField
  const found = `coalesce(nullif(regexp_extract(line, ${quote(text)}, 1), ''), ${json})`
  return isMegabytes ? `CAST(TRY_CAST(${found} AS BIGINT) * 1000000 AS VARCHAR)` : found
}
