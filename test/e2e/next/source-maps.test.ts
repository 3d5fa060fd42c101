import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hoptrace } from '../../cli/hoptrace.ts'
import { logFile } from '../../cli/log-file.ts'
import { PLACES, placeIn } from '../../cli/source-maps/planted.ts'
import { type NextApp, startNextApp } from './next-app.ts'
import { VARIANTS, type Variant } from './variants.ts'

const WEBPACK: Variant = { name: 'Next.js 16 with webpack', flags: ['--webpack'] }
const variants = VARIANTS.length > 1 ? VARIANTS : [...VARIANTS, WEBPACK]

describe.each(variants)('a throw in an app of $name', (variant) => {
  let app: NextApp
  beforeAll(async () => {
    app = await startNextApp('planted', variant)
  }, 300_000)
  afterAll(() => app?.stop())

  it.each(Object.entries(PLACES))('in %s is shown at %s', async (name, place) => {
    const { records, traceId } = await app.ask(`/api/${name}`)
    const build = path.join(app.build.root, app.build.env.DIST_DIR ?? '.next')
    const log = ['--file', logFile(...records)]
    const plain = await hoptrace(['trace', traceId, ...log])
    expect(placeIn(plain.out)).toBeUndefined()
    const { out, err } = await hoptrace(['trace', traceId, ...log, '--source-maps', build])
    // Turbopack names sources from the root of the repository.
    expect(placeIn(out)?.replace(/^(?:test\/e2e\/next\/apps\/)?planted\//, '')).toBe(place)
    expect(out).toContain(`// planted: ${name}`)
    expect(err).toContain('unverified')
  })
})
