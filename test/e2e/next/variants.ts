/** A way to build the fixture apps. */
export interface Variant {
  readonly name: string
  readonly flags: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The version of Next.js. Default: the repository's own. */
  readonly version?: string
}

const TURBOPACK: Variant = { name: 'Next.js 16 with Turbopack', flags: [] }
const OTHERS: readonly Variant[] = [
  { name: 'Next.js 16 with webpack', flags: ['--webpack'] },
  { name: 'Next.js 15', flags: [], version: '15.5.29' },
  { name: 'Next.js 15 with Turbopack', flags: ['--turbopack'], version: '15.5.29' },
  {
    name: 'Next.js 16 with serverExternalPackages',
    flags: [],
    env: { EXTERNAL: 'hoptrace' },
    version: '16.4.3',
  },
]

/** The tested variants: all with `NEXT_VARIANTS=all`, else Turbopack alone. */
export const VARIANTS: readonly Variant[] =
  process.env.NEXT_VARIANTS === 'all' ? [TURBOPACK, ...OTHERS] : [TURBOPACK]
