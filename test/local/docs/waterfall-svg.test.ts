import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { imageRequestIn } from '../../../local/docs/sample-traffic.ts'
import { DARK, LIGHT } from '../../../local/docs/waterfall-style.ts'
import { waterfallSvg } from '../../../local/docs/waterfall-svg.ts'
import { NINE_HOPS } from '../../../local/nine-hops.ts'
import { parseRecord } from '../../../src/lines/record.ts'

const lines = readFileSync('local/docs/shop/records.ndjson', 'utf8').split('\n')
const [shop = []] = Map.groupBy(
  lines.flatMap((line) => parseRecord(line) ?? []),
  ({ traceId }) => traceId,
).values()

/** The steps of a picture: the number of a hop, the name, the colour of the service, the duration. */
const stepsIn = (svg: string): (string | undefined)[][] =>
  (svg.match(/<g class="step.+<\/g>/g) ?? []).map((step) => [
    /class="number"[^>]*>(\d+)</.exec(step)?.[1],
    /class="name"[^>]*>([^<]+)</.exec(step)?.[1],
    /<rect class="(s\d)"/.exec(step)?.[1],
    /class="time end"[^>]*>([^<]+)</.exec(step)?.[1],
  ])

const legendOf = (svg: string): (string | undefined)[][] => {
  const [legend = ''] = /<g class="legend.+/.exec(svg) ?? []
  const entries = legend.matchAll(/<rect class="(s\d)".*?<text[^>]*>([^<]+)</g)
  return [...entries].map(([, colour, service]) => [colour, service])
}

/** The contrast of two colours, as WCAG defines it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const channels = (colour.match(/[0-9a-f]{2}/g) ?? []).map((hex) => {
      const share = Number.parseInt(hex, 16) / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    const [red = 0, green = 0, blue = 0] = channels
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

describe('the picture of a waterfall', () => {
  const svg = waterfallSvg(shop)

  it('has each step of the trace, in the colour of its service', () => {
    expect(stepsIn(svg).map(([number, name, colour]) => [number, name, colour])).toEqual([
      [undefined, 'orders:pay', 's0'],
      ['2', 'rate-limit', 's0'],
      ['3', 'lambda-invoke', 's0'],
      [undefined, 'orders:pay', 's1'],
      ['4', 'jwt-validation', 's1'],
      [undefined, 'service:dynamodb:getItem', 's1'],
      [undefined, 'service:payments:charge', 's1'],
      ['9', 'service:dynamodb:putItem', 's1'],
    ])
    expect(legendOf(svg)).toEqual([
      ['s0', 'shop-frontend'],
      ['s1', 'shop'],
    ])
  })

  it('has the durations in milliseconds', () => {
    const ends = shop.filter(({ duration }) => duration !== undefined)
    const durations = ends.map(({ duration = 0 }) => `${duration.toFixed(1)} ms`)
    expect(stepsIn(svg).map(([, , , time]) => time)).toEqual(expect.arrayContaining(durations))
  })

  it('draws each bar within the scale, the longest over all of it', () => {
    const bars = [...svg.matchAll(/<rect class="s\d" x="([\d.]+)" [^>]*?width="([\d.]+)"/g)]
    const steps = bars.slice(-stepsIn(svg).length).map(([, x, width]) => [Number(x), Number(width)])
    const [[left = 0, whole = 0] = []] = steps
    for (const [x = 0, width = 0] of steps) {
      expect(x).toBeGreaterThanOrEqual(left)
      expect(x + width).toBeLessThanOrEqual(left + whole + 3)
    }
  })

  it('is read by screen readers, step by step', () => {
    const [, description = ''] = /<desc id="desc">([^<]+)</.exec(svg) ?? []
    const names = description.split('\n').map((line) => /^(?:Hop \d: )?(.+?) in /.exec(line)?.[1])
    expect(names).toEqual(stepsIn(svg).map(([, name]) => name))
    expect(svg).toContain('<title id="title">One request through 2 services: ')
    expect(svg).toContain('role="img" aria-labelledby="title desc"')
  })

  it('depends on the records alone, in any order', () => {
    expect(waterfallSvg(shop.toReversed())).toBe(svg)
  })

  it('needs nothing but itself', () => {
    expect(svg).not.toMatch(/<script|<image|<foreignObject|href|url\(|@import|@font-face/)
  })

  it('is an image, even if a name has characters of markup', async () => {
    const odd = shop.map((record) => ({ ...record, service: '<a & b>' }))
    expect(await sharp(Buffer.from(waterfallSvg(odd))).metadata()).toMatchObject({ width: 880 })
    expect(legendOf(waterfallSvg(odd))).toEqual([['s0', '&lt;a &amp; b&gt;']])
  })

  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ])('can be read in the %s colour scheme', (_name, { surface, text, muted, services }) => {
    for (const colour of [text, muted, ...services]) {
      expect(contrast(colour, surface)).toBeGreaterThanOrEqual(4.5)
    }
  })
})

describe('the picture in the README', () => {
  const svg = readFileSync('docs/waterfall.svg', 'utf8')

  it('has the nine hops of an image request, in their order', () => {
    const hops = stepsIn(svg).filter(([number]) => number !== undefined)
    expect(hops.map(([number, name]) => [number, name])).toEqual(
      NINE_HOPS.map((name, index) => [String(index + 1), name]),
    )
  })

  it('has three services', () => {
    expect(legendOf(svg).map(([, service]) => service)).toEqual([
      'bg-remover-frontend',
      'bg-remover',
      'credits',
    ])
  })

  it('needs a request of which all nine hops succeeded', () => {
    expect(() => imageRequestIn(lines)).toThrow('No request has nine hops that succeeded')
  })
})
