import { UsageError } from '../../cli-error.ts'
import type { CliIo } from '../../cli-io.ts'
import { byRegion } from '../../cloudwatch/by-region.ts'
import { plural } from '../../plural.ts'
import { withProgress } from '../../progress.ts'
import { unknownVersion } from '../choose-version.ts'
import type { Comparison } from '../compare-files.ts'
import type { CompareReport } from '../report.ts'
import { allowScan } from './allow-scan.ts'
import { compareGroups } from './compare-groups.ts'
import { estimateScan } from './estimate-scan.ts'
import { readGroupVersions } from './group-versions.ts'
import { periodsOf } from './period.ts'

const HOUR_MS = 3_600_000

/** The log groups, and whether they may be large. */
interface ComparedGroups {
  readonly 'log-group': readonly string[]
  readonly region?: string
  readonly profile?: string
  readonly yes?: boolean
}

/** Compares the requests of two periods in log groups, after it has asked if they are large. */
export async function inGroups(
  { 'log-group': logGroups, region, profile, yes = false }: ComparedGroups,
  { periods, ...wanted }: Comparison,
  io: CliIo,
): Promise<CompareReport> {
  const [own, ...others] = byRegion(logGroups, region)
  if (own === undefined || others.length > 0) {
    throw new UsageError('A comparison reads log groups of one region')
  }
  const now = io.now()
  const asked = periods({})
  const compared = {
    ...asked,
    after: { since: asked.after.since ?? now - HOUR_MS, until: asked.after.until ?? now },
  }
  const before = compared.versions === undefined ? compared.before : compared.after
  const all = { ...compared, before }
  const source = { ...own, profile, signal: io.interrupted }
  const two = periodsOf(all, wanted.choice, now)
  await allowScan(await estimateScan(source, two, now), yes, io)
  const { report, queries, bytesScanned } = await withProgress('Querying CloudWatch', io, () =>
    compareGroups({ source, compared: all, periods: two, ...wanted }),
  )
  const scanned = `${(bytesScanned / 1e6).toFixed(1)} MB of ${plural(logGroups.length, 'log group')}`
  io.err.write(`${queries} queries; ${scanned} scanned.\n`)
  const { versions } = compared
  if (versions !== undefined && report.requests.after === 0) {
    const known = await readGroupVersions(source, two)
    if (!known.includes(versions.after)) throw unknownVersion(versions.after, known)
  }
  return report
}
