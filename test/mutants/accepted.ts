/** A change of a source, with each run of white space as one space. */
export interface Change {
  readonly file: string
  readonly code: string
  readonly replacement: string
}

/** Changes that no test can or should notice, and why. */
export const ACCEPTED: readonly (Change & { readonly reason: string })[] = [
  {
    file: 'src/core/platform/clock.ts',
    code: '() => node?.hrtime() && node',
    replacement: '() => undefined',
    reason: 'Costs time: `performance` measures the same, and takes a millisecond to load.',
  },
  {
    file: 'src/core/platform/stdout.ts',
    code: 'stdout.writableLength > 0',
    replacement: 'stdout.writableLength >= 0',
    reason:
      '`test/core/platform/stdout.test.ts` notices it, in processes that run `dist`, where Stryker is not.',
  },
  {
    file: 'src/core/trace/traced-fetch.ts',
    code: 'holder === Object.prototype',
    replacement: 'false',
    reason: 'Saves time: `fetch` ignores the members that all objects have.',
  },
  {
    file: 'src/middy/host.ts',
    code: '-16',
    replacement: '+16',
    reason: 'Both take the last 16 of 32 digits.',
  },
  {
    file: 'src/middy/triggers/headers.ts',
    code: "value === undefined || typeof value === 'string'",
    replacement: "value === undefined && typeof value === 'string'",
    reason: 'A short cut: `plainText` returns the same for nothing and for a text.',
  },
  {
    file: 'src/next/forward-request.ts',
    code: '/^x-middleware-(override|request)-/',
    replacement: '/x-middleware-(override|request)-/',
    reason:
      'Next.js puts `x-middleware-request-` before each name, and adds only names that begin so.',
  },
]
