import type { RequestRecord } from '../../lines/record.ts'

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
  // Only starts and endings say a stage and a version.
  const told = new Set(all.filter(isTold).map(({ service }) => service))
  return all.filter((build) => isTold(build) || !told.has(build.service))
}

function isTold({ stage, version }: Build): boolean {
  return stage !== undefined || version !== undefined
}

/** Describes a service: `shop (prod, 1.2.3)`. */
export function describeBuild({ service, stage, version }: Build): string {
  const facts = [stage, version].filter((fact) => fact !== undefined)
  return facts.length === 0 ? service : `${service} (${facts.join(', ')})`
}
