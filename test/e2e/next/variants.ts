/** A way to build the fixture apps. */
export interface Variant {
  readonly name: string
  readonly flags: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The version that is installed beside; the root's own where none is named. */
  readonly version?: string
}

const TURBOPACK: Variant = { name: 'Next.js 16 with Turbopack', flags: [] }
const OTHERS: readonly Variant[] = [
  { name: 'Next.js 16 with webpack', flags: ['--webpack'] },
  { name: 'Next.js 15', flags: [], version: '15.5.29' },
  { name: 'Next.js 15 with Turbopack', flags: ['--turbopack'], version: '15.5.29' },
  {
    name: 'Next.js 16 and the package left out of bundles',
    flags: [],
    env: { EXTERNAL: 'hoptrace' },
    version: '16.4.3',
  },
]

/** Those that are tested: with `NEXT_VARIANTS=all` each, else the one that Next.js uses by default. */
export const VARIANTS: readonly Variant[] =
  process.env.NEXT_VARIANTS === 'all' ? [TURBOPACK, ...OTHERS] : [TURBOPACK]
