/** A change of a source, with each run of white space as one space. */
export interface Change {
  readonly file: string
  readonly code: string
  readonly replacement: string
}

/** Changes that no test can or should notice, and why. */
export const ACCEPTED: readonly (Change & { readonly reason: string })[] = [
  {
    file: 'src/next/forward-request.ts',
    code: '/^x-middleware-(override|request)-/',
    replacement: '/x-middleware-(override|request)-/',
    reason: 'Next.js puts `x-middleware-request-` before each name, and adds only names that begin so.',
  },
]
