import type { RequestRecord } from '../../lines/record.ts'
import { shortVersion } from '../short-version.ts'

/** A service of a trace, with the builds of it that took part. */
export interface Build {
  readonly service: string
  readonly stage: string | undefined
  readonly version: string | undefined
}

/** Returns the services of a trace, each once for each stage and version, in the order of the records. */
export function buildsOf(records: readonly RequestRecord[]): Build[] {
  const builds = new Map<string, Build>()
  for (const { service, stage, version } of records) {
    builds.set(JSON.stringify([service, stage, version]), { service, stage, version })
  }
  const all = [...builds.values()]
  return all.filter((one) => !all.some((other) => saysMore(other, one)))
}

/** Only starts and endings say a version; metrics have the stage too. */
function saysMore(other: Build, one: Build): boolean {
  if (other.service !== one.service || one.version !== undefined) return false
  if (one.stage === undefined) return other.stage !== undefined || other.version !== undefined
  return other.stage === one.stage && other.version !== undefined
}

/** Describes a service: `shop (prod, 1.2.3)`. */
export function describeBuild({ service, stage, version }: Build): string {
  const facts = [stage, version && shortVersion(version)].filter((fact) => fact !== undefined)
  return facts.length === 0 ? service : `${service} (${facts.join(', ')})`
}
