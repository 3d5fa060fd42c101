const OLDEST = 22

/** Says what to do if a version of Node is too old. Imports nothing, so that any version loads it. */
export function nodeProblem(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= OLDEST) return undefined
  return `hoptrace needs Node ${OLDEST} or later, and this is Node ${version}. Install one from https://nodejs.org, or run: npx --package node@${OLDEST} --package hoptrace hoptrace`
}
