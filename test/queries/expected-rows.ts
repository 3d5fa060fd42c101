import type { SampleRecord } from '../cli/sample-log.ts'

type Row = Readonly<Record<string, string>>
type Records = readonly SampleRecord[]

/** The rows that each query should return, computed from the records in plain TypeScript. */
export const EXPECTED: Readonly<
  Record<string, (records: Records, parameters: Readonly<Record<string, string>>) => Row[]>
> = {
  'trace-job': (records, { jobId }) =>
    table(records.filter((record) => record.jobId === jobId).sort(oldestFirst), [
      '@timestamp layer phase action hopName hopResult result level duration',
      'error.code error.message traceId requestId',
    ]).slice(0, 1000),
  'not-found': (records) =>
    table(
      endings(records)
        .filter((one) => one.metadata?.statusCode === 404 || one.error?.code === 'NOT_FOUND')
        .sort(newestFirst),
      [
        '@timestamp tenantId userId action metadata.method metadata.path',
        'error.code error.message traceId jobId requestId',
      ],
    ).slice(0, 500),
  'slow-requests': (records) =>
    table(
      endings(records)
        .filter(({ duration = 0 }) => duration > 2000)
        .sort((a, b) => (b.duration ?? 0) - (a.duration ?? 0) || newestFirst(a, b)),
      ['@timestamp duration layer action result coldStart tenantId userId traceId jobId requestId'],
    ).slice(0, 200),
  'error-rate': (records) =>
    grouped(endings(records), ['layer', 'service', 'action'], (group) => {
      const errorCount = group.filter(({ result }) => result === 'error').length
      const faultCount = group.filter(({ level }) => level === 'error').length
      return {
        requestCount: group.length,
        errorCount,
        faultCount,
        clientErrorCount: errorCount - faultCount,
        errorRatePct: (errorCount / group.length) * 100,
        faultRatePct: (faultCount / group.length) * 100,
      }
    }).sort(by('-errorRatePct', 'action', 'service', 'layer')),
  'duration-percentiles': (records) =>
    grouped(endings(records), ['layer', 'service', 'action'], (group) => ({
      requestCount: group.length,
      avgMs: average(durations(group)),
      p50Ms: percentile(durations(group), 0.5),
      p90Ms: percentile(durations(group), 0.9),
      p95Ms: percentile(durations(group), 0.95),
      p99Ms: percentile(durations(group), 0.99),
      maxMs: Math.max(...durations(group)),
    })).sort(by('-p95Ms', 'action', 'service', 'layer')),
  'request-path': (records, { traceId }) =>
    table(
      records
        .filter((record) => record.traceId === traceId)
        .filter(
          ({ phase, hopResult }) =>
            phase === 'call' ||
            (phase === 'hop' && hopResult !== undefined && hopResult !== 'start'),
        )
        .sort(oldestFirst),
      [
        '@timestamp hopName action hopResult result layer service functionName duration',
        'spanId parentId error.code error.message',
      ],
    ),
  'auth-failures': (records) =>
    table(
      records
        .filter(
          ({ metadata, error }) =>
            metadata?.statusCode === 401 ||
            metadata?.statusCode === 403 ||
            ['ERR_JWT_EXPIRED', 'FORBIDDEN'].includes(error?.code ?? ''),
        )
        .sort(newestFirst),
      [
        '@timestamp tenantId userId layer action phase hopName metadata.statusCode',
        'error.code error.message traceId requestId',
      ],
    ).slice(0, 500),
  'service-calls': (records) =>
    grouped(
      records.filter(({ phase }) => phase === 'call'),
      ['action'],
      (group) => {
        const errorCount = group.filter(({ result }) => result === 'error').length
        return {
          callCount: group.length,
          avgMs: average(durations(group)),
          p95Ms: percentile(durations(group), 0.95),
          p99Ms: percentile(durations(group), 0.99),
          maxMs: Math.max(...durations(group)),
          errorCount,
          errorRatePct: (errorCount / group.length) * 100,
        }
      },
    ).sort(by('-p95Ms', 'action')),
  credits: (records) =>
    grouped(
      records.filter(
        (one) => one.CreditsDebited !== undefined || one.CreditsRefunded !== undefined,
      ),
      ['tenantId'],
      (group) => {
        const debited = sum(group.map(({ CreditsDebited = 0 }) => CreditsDebited))
        const refunded = sum(group.map(({ CreditsRefunded = 0 }) => CreditsRefunded))
        return { opCount: group.length, debited, refunded, netCredits: debited - refunded }
      },
    ).sort(by('-netCredits', 'tenantId')),
  'recent-errors': (records) =>
    table(
      records
        .filter(({ level, result }) => level === 'error' || result === 'error')
        .sort(
          (a, b) => Number(b.level === 'error') - Number(a.level === 'error') || newestFirst(a, b),
        ),
      [
        '@timestamp level layer service action phase hopName tenantId userId error.code error.message',
        'message error.stack traceId jobId requestId functionName',
      ],
    ).slice(0, 100),
  'tenant-volume': (records) =>
    grouped(
      endings(records).filter(({ tenantId }) => tenantId !== undefined),
      ['tenantId'],
      (group) => ({
        requestCount: group.length,
        activeUsers: new Set(group.map(({ userId }) => userId)).size,
        errorCount: group.filter(({ result }) => result === 'error').length,
        avgMs: average(durations(group)),
      }),
    ).sort(by('-requestCount', 'tenantId')),
  cache: (records) =>
    grouped(
      records.filter(({ metadata }) => metadata?.cacheStatus !== undefined),
      ['service', 'action'],
      (group) => {
        const hitCount = group.filter(({ metadata }) => metadata?.cacheStatus === 'hit').length
        return {
          lookupCount: group.length,
          hitCount,
          missCount: group.length - hitCount,
          hitRatePct: (hitCount / group.length) * 100,
          avgMs: average(durations(group)),
        }
      },
    ).sort(by('-lookupCount', 'action', 'service')),
}

function endings(records: Records): SampleRecord[] {
  return records.filter(({ phase }) => phase === 'complete')
}

function table(records: Records, columns: readonly string[]): Row[] {
  const names = columns.join(' ').split(' ')
  return records.map((record) =>
    Object.fromEntries(
      names.map((name) => [name, cell(record, name)]).filter(([, value]) => value !== undefined),
    ),
  )
}

function cell(record: SampleRecord, name: string): string | undefined {
  if (name === '@timestamp') return record.timestamp.replace('T', ' ').replace('Z', '')
  let value: unknown = record
  for (const key of name.split('.')) value = (value as Record<string, unknown> | undefined)?.[key]
  if (typeof value === 'boolean') return value ? '1' : '0'
  return value === undefined ? undefined : String(value)
}

function grouped(
  records: Records,
  keys: readonly string[],
  compute: (group: Records) => Record<string, number>,
): Row[] {
  const groups = Map.groupBy(records, (record) =>
    JSON.stringify(keys.map((key) => cell(record, key))),
  )
  return [...groups.values()].map((group) => ({
    ...table(group.slice(0, 1), keys)[0],
    ...Object.fromEntries(
      Object.entries(compute(group)).map(([name, value]) => [name, String(value)]),
    ),
  }))
}

/** Orders by columns: by text, or with `-` by descending numbers. */
function by(...columns: string[]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const column of columns) {
      const name = column.replace(/^-/, '')
      const [left = '', right = ''] = [a[name], b[name]]
      const order = column.startsWith('-')
        ? Number(right) - Number(left)
        : left < right
          ? -1
          : Number(left > right)
      if (order !== 0) return order
    }
    return 0
  }
}

function oldestFirst(a: SampleRecord, b: SampleRecord): number {
  const [left, right] = [a, b].map(({ timestamp, spanId }) => timestamp + spanId) as [
    string,
    string,
  ]
  return left < right ? -1 : Number(left > right)
}

function newestFirst(a: SampleRecord, b: SampleRecord): number {
  return oldestFirst(b, a)
}

function durations(records: Records): number[] {
  return records.map(({ duration = 0 }) => duration).sort((a, b) => a - b)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function average(values: readonly number[]): number {
  return sum(values) / values.length
}

/** Interpolates linearly between the two nearest values. */
function percentile(sorted: readonly number[], share: number): number {
  const index = (sorted.length - 1) * share
  const [low = 0, high = 0] = [sorted[Math.floor(index)], sorted[Math.ceil(index)]]
  return low + (high - low) * (index - Math.floor(index))
}
