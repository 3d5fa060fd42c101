/** Log groups of one region. */
export interface RegionGroups {
  /** `undefined`: the region of the SDK. */
  readonly region: string | undefined
  /** Names or ARNs. */
  readonly logGroups: readonly string[]
}

/**
 * Sorts log groups by their regions. An ARN says its own.
 * @param region the region of log groups without an ARN
 */
export function byRegion(logGroups: readonly string[], region: string | undefined): RegionGroups[] {
  const names = logGroups.map((name) => name.replace(/(?<=^arn:.*):\*$/, ''))
  const groups = Map.groupBy(names, (name) => regionOfArn(name) ?? region)
  return [...groups].map(([own, some]) => ({ region: own, logGroups: some }))
}

function regionOfArn(name: string): string | undefined {
  return /^arn:[\w-]+:logs:([\w-]+):/.exec(name)?.[1]
}

/** Returns the name of a log group with its region, as the source of its events. */
export function sourceIn(region: string, log: string): string {
  return `${region}:${log}`
}

/** Returns the region in the source of an event; `undefined` for a file. */
export function regionOfSource(source: string): string | undefined {
  return /^([a-z]{2}(?:-[a-z]+){1,3}-\d+):/.exec(source)?.[1]
}
