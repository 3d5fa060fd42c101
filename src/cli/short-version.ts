const COMMIT = /^([0-9a-f]{12})[0-9a-f]{28}(?=$|-dirty$)/

/** Returns a version for people: of a commit's 40 digits the first 12. */
export function shortVersion(version: string): string {
  return version.replace(COMMIT, '$1')
}
