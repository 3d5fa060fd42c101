import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CAUSES } from '../compare/causes.ts'
import { plantedLog, SINCE } from '../compare/planted-log.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'

const NOON = Date.parse('2026-11-22T12:00:00.000Z')
const TIMEOUT_MS = 60_000

interface Ending {
  readonly minutes: number
  readonly duration?: number
  readonly statusCode?: number
  readonly plan?: string
  readonly version?: string
  readonly error?: object
}

let made = 0
const ending = ({ minutes, duration = 100, statusCode = 200, plan = 'free', ...rest }: Ending) => {
  made += 1
  return {
    timestamp: new Date(NOON + minutes * 60_000).toISOString(),
    level: statusCode < 500 ? 'info' : 'error',
    message: 'Lambda success',
    traceId: `req_${made.toString(16).padStart(8, '0')}`,
    spanId: made.toString(16).padStart(16, '0'),
    service: 'shop',
    layer: 'lambda',
    action: 'orders:get',
    phase: 'complete',
    result: statusCode < 400 ? 'success' : 'error',
    duration,
    ...rest,
    metadata: { statusCode, plan },
  }
}

/** Requests of five hours before noon and five after: one a minute. */
const hours = (make: (minutes: number) => Ending) =>
  Array.from({ length: 600 }, (_, minute) => ending(make(minute - 300)))

const slowPro = hours((minutes) => {
  const plan = minutes % 3 === 0 ? 'pro' : 'free'
  const isSlow = minutes > 0 && plan === 'pro'
  return { minutes, plan, duration: isSlow ? 900 : 100 + ((minutes + 300) % 17) }
})

const compare = (lines: readonly object[], ...flags: string[]) =>
  hoptrace(['compare', ...flags, '--file', logFile(...lines)], { now: NOON + 300 * 60_000 })

describe('hoptrace compare', () => {
  it('says which value slow requests have in common, and since when', async () => {
    const { code, out } = await compare(slowPro, '--since', '2026-11-22T12:00:00Z')
    expect(code).toBe(0)
    expect(out).toContain('metadata.plan pro in shop: 99 of 100, expected')
    expect(out).toContain('of these, 0.5 % of the rest')
  })

  it.each([
    [10, []],
    [23, []],
    [37, []],
    [23, ['--until', '2026-11-22T12:40:00Z']],
  ])('names minute %d in which errors begin: %j', async (minute, until) => {
    const lines = Array.from({ length: 120 * 8 }, (_, index) => {
      const minutes = index / 8 - 60
      const isFailed = minutes >= minute && index % 8 < 2 && index % 5 > 0
      const plan = index % 8 < 2 ? 'pro' : 'free'
      return ending({ minutes, plan, statusCode: isFailed || index % 97 === 0 ? 500 : 200 })
    })
    const flags = ['--since', '2026-11-22T12:00:00Z', ...until]
    const { out } = await compare(lines, ...flags)
    expect(out).toMatch(/^metadata.plan pro\b/m)
    const times = [...out.matchAll(/, since 2026-11-22T(..:..)Z( \(.*)?/g)]
    expect(times.map(([, time]) => time)).toEqual(Array(2).fill(`12:${minute}`))
    const { course } = JSON.parse((await compare(lines, ...flags, '--json')).out).answer
    const time = NOON + minute * 60_000
    expect(course).toMatchObject({ shape: 'step', time })
    expect(course.earliest).toBeLessThanOrEqual(time)
    expect(course.latest).toBeGreaterThanOrEqual(time)
    expect(course.latest - course.earliest).toBeLessThanOrEqual(4 * 60_000)
  })

  it('says between which minutes rare requests became slow', async () => {
    const lines = hours((minutes) => ({ minutes })).flatMap((one, index) => {
      if (index % 10 > 0) return [one]
      return [{ ...one, tenantId: 'globex', duration: index >= 305 ? 2000 : 100 + (index % 17) }]
    })
    const { out } = await compare(lines, '--since', '2026-11-22T12:00:00Z')
    expect(out).toMatch(
      /^tenantId globex\b.*, since 2026-11-22T12:10Z \(between 12:01Z and 12:20Z\)$/m,
    )
  })

  it('names three requests to look at, each with its command', async () => {
    const { out } = await compare(slowPro, '--since', '2026-11-22T12:00:00Z', '--json')
    const { examples } = JSON.parse(out)
    expect(examples).toHaveLength(3)
    for (const { traceId, command, duration } of examples) {
      expect(command).toMatch(new RegExp(`^hoptrace trace ${traceId} --file `))
      expect(duration).toBe(900)
    }
  })

  it('reads the same time a day before', async () => {
    const yesterday = hours((minutes) => ({ minutes: minutes - 1440 }))
    const { out } = await compare(
      [...yesterday, ...slowPro],
      '--since',
      '3h',
      '--with',
      '1d',
      '--json',
    )
    const { before, after, requests } = JSON.parse(out)
    expect(after.since - before.since).toBe(86_400_000)
    expect(requests).toEqual({ before: 180, after: 180 })
  })

  it('compares versions', async () => {
    const lines = hours((minutes) => {
      const version = minutes % 2 === 0 ? 'v41' : 'v42'
      return { minutes, version, duration: version === 'v42' ? 700 : 100 + (minutes % 7) }
    })
    const { out } = await compare(lines, '--version', 'v42', '--with', 'v41', '--json')
    const { answer, requests } = JSON.parse(out)
    expect(requests).toEqual({ before: 300, after: 300 })
    expect(answer.finding).toMatchObject({ members: [], odd: 300 })
  })

  describe('of versions', () => {
    const [first, second] = ['a1b2c3d4e5f6'.padEnd(40, '0'), 'a1ffffffffff'.padEnd(40, '0')]
    const versions = [first, second, `${second}-dirty`]
    const lines = hours((minutes) => {
      const version = versions[(minutes + 300) % 3] ?? ''
      return { minutes, version, duration: version === first ? 700 : 100 + ((minutes + 300) % 7) }
    })

    it.each([
      ['a1b2', first],
      ['a1b2c3d4e5f6', first],
      ['a1ffffffffff', second],
      ['a1ffffffffff-dirty', `${second}-dirty`],
      [second, second],
    ])('takes %s for the version that it means', async (given, version) => {
      const short = await compare(lines, '--version', given, '--json')
      const { requests, answer } = JSON.parse(short.out)
      expect(requests).toEqual({ before: 400, after: 200 })
      const whole = await compare(lines, '--version', version, '--json')
      expect(answer).toEqual(JSON.parse(whole.out).answer)
    })

    it.each([
      ['a1', 'a1: a1ffffffffff0000000000000000000000000000-dirty, a1ffffffffff'],
      ['c0ffee', 'c0ffee. Versions: a1ffffffffff0000000000000000000000000000-dirty, '],
    ])('names the versions if %s is none of them', async (given, message) => {
      const { code, out, err } = await compare(lines, '--version', given)
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(message)
    })

    it('names ten versions at most, each at most 60 characters long', async () => {
      const many = hours((minutes) => ({
        minutes,
        version: `\u001b\n${String(minutes % 40).padEnd(5000, 'x')}`,
      }))
      const { err } = await compare(many, '--version', 'v43')
      expect(err).toMatch(/x…, and \d+ others\n$/)
      expect(err.match(/x…/g)).toHaveLength(10)
      expect(err).not.toContain('\u001b')
      expect(err.length).toBeLessThan(1000)
    })

    it('shows 12 digits of a commit, and the whole one in JSON', async () => {
      const text = await compare(deployed, '--since', '2026-11-22T12:00:00Z')
      expect(text.out).toContain('version a1b2c3d4e5f6 in shop: ')
      expect(text.out).not.toContain(first)
      const json = await compare(deployed, '--since', '2026-11-22T12:00:00Z', '--json')
      expect(JSON.parse(json.out).answer.finding.members).toEqual([
        { field: 'version', value: first },
      ])
    })

    const deployed = hours((minutes) => {
      const version = minutes > 0 && minutes % 3 === 0 ? first : second
      return { minutes, version, duration: version === first ? 900 : 100 + ((minutes + 300) % 17) }
    })
  })

  it.each([[['--slow', '500ms']], [['--slow', '500ms', '--action', 'orders:get']]])(
    'compares odd requests with the rest: %s',
    async (flags) => {
      const { out } = await compare(slowPro, ...flags, '--json')
      const { answer, before } = JSON.parse(out)
      expect(before).toBeUndefined()
      expect(answer.finding).toMatchObject({
        outcome: 'chosen',
        members: [{ field: 'metadata.plan', value: 'pro' }],
        odd: 99,
      })
    },
  )

  it('compares requests with a status with the rest', async () => {
    const lines = hours((minutes) => ({
      minutes,
      plan: minutes % 4 === 0 ? 'team' : 'free',
      statusCode: minutes % 4 === 0 ? 404 : 200,
    }))
    const { out } = await compare(lines, '--status', '404', '--json')
    expect(JSON.parse(out).answer.finding.members).toEqual([
      { field: 'metadata.plan', value: 'team' },
    ])
  })

  it.each([
    [['--tenant', 'globexx', '--errors'], 'tenant globexx. Tenants: t0, t1, t2, t3, t4, t5, t6'],
    [['--tenant', 'globexx', '--version', 'v42'], 'tenant globexx. Tenants: t0, t1, '],
    [['--action', 'orders:gte', '--errors'], 'action orders:gte. Actions: orders:get\n'],
  ])('says which value no request has, and which there are: %j', async (flags, message) => {
    const lines = hours((minutes) => ({ minutes })).map((one, index) => {
      return { ...one, tenantId: `t${Math.floor((index * index) / 20_000)}` }
    })
    const { code, out, err } = await compare(lines, ...flags)
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain(`Nothing found: no request has the ${message}`)
    expect(err.length).toBeLessThan(200)
  })

  it('prints no figures of a time before that is not compared', async () => {
    const fast = hours((minutes) => ({ minutes })).map((one) => ({ ...one, action: 'login' }))
    const lines = [...slowPro, ...fast]
    const { out } = await compare(lines, '--slow', '500ms')
    expect(out).toContain('orders:get in shop: more odd requests')
    expect(out).not.toContain('before')
    const { actions, all } = JSON.parse((await compare(lines, '--slow', '500ms', '--json')).out)
    expect(Object.keys(all)).toEqual(['after'])
    expect(actions[0].after.requests).toBe(600)
    expect(actions[0]).not.toHaveProperty('before')
  })

  it('says so if an action had no requests before', async () => {
    const lines = hours((minutes) => ({ minutes })).map((one, index) => {
      const isNew = index > 300 && index % 2 === 0
      return isNew ? { ...one, action: 'orders:new', metadata: { statusCode: 500 } } : one
    })
    const { out } = await compare(lines, '--since', '2026-11-22T12:00:00Z')
    expect(out).toMatch(/^ {2}orders:new in shop: more server error.*\n {4}before {2}no requests$/m)
  })

  it('names the service of what was found: in text, in JSON and on the page', async () => {
    const lines = slowPro.flatMap((one) => {
      const web = { ...one, service: 'web', spanId: `a${one.spanId.slice(1)}`, plan: undefined }
      return [one, { ...web, duration: one.duration + 15 }]
    })
    const flags = ['--since', '2026-11-22T12:00:00Z']
    const page = logFile()
    const { out } = await compare(lines, ...flags, '--html', page)
    for (const service of ['shop', 'web']) {
      expect(out).toMatch(new RegExp(`metadata.plan pro in ${service}: 99 of 100, expected`))
      expect(readFileSync(page, 'utf8')).toContain(`<td>metadata.plan pro in ${service}<td>`)
    }
    const { findings, examples } = JSON.parse((await compare(lines, ...flags, '--json')).out)
    const services = findings.map(({ service }: { service: string }) => service)
    expect(services.toSorted()).toEqual(['shop', 'web'])
    const duration = services[0] === 'shop' ? 900 : 915
    expect(examples.map((one: { duration: number }) => one.duration)).toEqual(
      Array(3).fill(duration),
    )
  })

  it.each([
    [['--version', 'v42'], 'slow'],
    [['--version', 'v42', '--with', 'v41'], 'slow'],
    [['--version', 'v42', '--slow', '500ms'], 'chosen'],
  ])('leaves out what all requests of a version have: %j', async (flags, outcome) => {
    const lines = hours((minutes) => {
      const version = minutes > -20 ? 'v42' : 'v41'
      const isSlow = minutes >= 0 && minutes % 3 === 0
      return { minutes, version, duration: isSlow ? 900 : 100 + ((minutes + 300) % 17) }
    }).map((one, index) => ({
      ...one,
      functionVersion: one.version === 'v42' ? '7' : '6',
      tenantId: index % 3 === 0 ? 'globex' : 'acme',
    }))
    const { answer } = JSON.parse((await compare(lines, ...flags, '--json')).out)
    expect(answer.finding).toMatchObject({
      outcome,
      members: [{ field: 'tenantId', value: 'globex' }],
      odd: 100,
      shareOfOdd: 1,
    })
    expect(answer.course.time).toBe(NOON)
  })

  it('shows a new error with an example', async () => {
    const error = {
      message: 'It failed',
      name: 'TypeError',
      code: 'TypeError',
      stack:
        'TypeError: It failed\n    at parse (node:url:1:1)\n    at load (file:///var/task/orders.mjs:7:9)',
    }
    const lines = hours((minutes) =>
      minutes > 0 && minutes % 10 === 0 ? { minutes, statusCode: 500, error } : { minutes },
    )
    const { out } = await compare(lines, '--since', '2026-11-22T12:00:00Z', '--json')
    const { errors } = JSON.parse(out)
    expect(errors).toMatchObject([
      {
        change: 'new',
        code: 'TypeError',
        frame: 'at load (file:///var/task/orders.mjs:7:9)',
        before: 0,
        after: 29,
      },
    ])
    expect(lines.some(({ traceId }) => traceId === errors[0].example)).toBe(true)
  })

  it('says that nothing differs, and exits with 1', async () => {
    const lines = hours((minutes) => ({ minutes, duration: 100 + ((minutes + 300) % 17) }))
    const { code, out } = await compare(lines, '--since', '2026-11-22T12:00:00Z')
    expect(code).toBe(1)
    expect(out).toContain('No difference')
    expect(out).not.toContain('odd request')
  })

  it('says that odd requests are few', async () => {
    const lines = hours((minutes) => ({ minutes, duration: minutes > 285 ? 900 : 100 }))
    const { out } = await compare(lines, '--since', '2026-11-22T12:00:00Z')
    expect(out).toContain('Only 14 odd requests: with so few, chance may look like a cause')
  })

  it('escapes what values could do to a terminal', async () => {
    const lines = slowPro.map((one) => {
      return { ...one, metadata: { ...one.metadata, plan: `${one.metadata.plan}\u001b[2J` } }
    })
    const { out } = await compare(lines, '--since', '2026-11-22T12:00:00Z')
    expect(out).toContain('metadata.plan pro')
    expect(out).not.toContain('\u001b')
  })

  it(
    'names the step that takes longer',
    async () => {
      const cause = CAUSES.find(({ name }) => name === 'slow dependency')
      const lines = plantedLog({ seed: 3, traces: 6000, ...(cause && { cause }) })
      const file = logFile(...lines)
      const { out } = await hoptrace(['compare', '--since', SINCE, '--file', file])
      expect(out).toContain('because of service:inventory:check in shop')
      expect(out).toContain('Steps that take longer')
    },
    TIMEOUT_MS,
  )

  it.each([
    [[], 'Nothing to compare with'],
    [['--since', '12:00', '--with', 'yesterday'], "--with takes 500ms, 2s or 1d, not 'yesterday'"],
    [['--slow', 'long'], "--slow takes 500ms, 2s or 1d, not 'long'"],
    [['--status', 'bad'], "--status takes a status such as 404, not 'bad'"],
    [['orders', '--errors'], "Unknown argument 'orders'"],
  ])('refuses %j', async (flags, message) => {
    const { code, err } = await hoptrace(['compare', ...flags])
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it('takes a time of the day as the last one before now', async () => {
    const { out } = await compare(slowPro, '--since', '00:00', '--json')
    const { since } = JSON.parse(out).after
    const midnight = new Date(NOON + 300 * 60_000).setHours(0, 0, 0, 0)
    expect(since).toBe(midnight)
  })

  it('writes a page with charts, whose texts are escaped, without scripts or external files', async () => {
    const lines = slowPro.map((one) => {
      return { ...one, metadata: { ...one.metadata, plan: `<${one.metadata.plan}>` } }
    })
    const page = logFile()
    const { code } = await compare(lines, '--since', '2026-11-22T12:00:00Z', '--html', page)
    expect(code).toBe(0)
    const html = readFileSync(page, 'utf8')
    expect(html.match(/<svg /g)).toHaveLength(3)
    expect(html).toContain('metadata.plan &lt;pro&gt;')
    expect(html).toContain('class="mark"')
    expect(html).not.toMatch(/<pro>|<script|<link|src=|href=/)
  })

  it('gives the requests of the time as a series', async () => {
    const { out } = await compare(slowPro, '--since', '2026-11-22T12:00:00Z', '--json')
    const { timeline, requests } = JSON.parse(out)
    const sum = timeline.reduce(
      (total: number, point: { requests: number }) => total + point.requests,
      0,
    )
    expect(sum).toBe(requests.before + requests.after)
    expect(timeline.at(-1)).toMatchObject({ requests: 5, p50: expect.any(Number) })
  })

  it('reads records that stand behind other text, and fields that differ by case alone', async () => {
    const lines = slowPro.map((one, index) => {
      const record = { ...one, metadata: { ...one.metadata, Plan: index % 2 === 0 ? 'x' : 7 } }
      return `${one.timestamp}\t${one.traceId}\tINFO\t${JSON.stringify(record)}`
    })
    const file = logFile()
    writeFileSync(file, [...lines, '{"phase":"complete"', 'START "complete" {', ''].join('\n'))
    const { out } = await hoptrace(
      ['compare', '--since', '2026-11-22T12:00:00Z', '--file', file, '--json'],
      { now: NOON + 300 * 60_000 },
    )
    const { requests, answer } = JSON.parse(out)
    expect(requests).toEqual({ before: 300, after: 300 })
    expect(answer.finding).toMatchObject({
      members: [{ field: 'metadata.plan', value: 'pro' }],
      odd: 99,
    })
  })

  it('names errors by their fingerprint, over versions and lines', async () => {
    const lines = hours((minutes) => {
      const error = {
        message: `It failed ${minutes}`,
        name: 'TypeError',
        code: 'TypeError',
        stack: `TypeError: It failed\n    at load (file:///var/task/bundle-${minutes % 3}.mjs:${minutes + 301}:9)`,
      }
      const version = `v${minutes % 2}`
      return minutes > 0 && minutes % 5 === 0
        ? { minutes, version, statusCode: 500, error }
        : { minutes, version }
    })
    const { out } = await compare(lines, '--since', '2026-11-22T12:00:00Z', '--json')
    expect(JSON.parse(out).errors).toMatchObject([
      {
        change: 'new',
        code: 'TypeError',
        before: 0,
        after: 59,
        fingerprint: expect.stringMatching(/^[\da-f]{12}$/),
      },
    ])
  })

  it.each([
    ['shows a step that grew in requests sampled by rate', undefined, ['service:bank:charge']],
    ['leaves out the steps of requests that were kept for being slow', 'slow', []],
  ])('%s', async (_, keptBy, steps) => {
    const lines = hours((minutes) => ({ minutes })).flatMap((one, index) => {
      const isSlow = index >= 300 && index % 3 === 0
      const duration = isSlow ? 900 : 100 + (index % 17)
      const { metadata } = one
      const call = {
        ...one,
        phase: 'call',
        action: 'service:bank:charge',
        spanId: `c${index}`,
        parentId: one.spanId,
        duration: duration - 50,
      }
      return [call, { ...one, duration, metadata: isSlow ? { ...metadata, keptBy } : metadata }]
    })
    const { out } = await compare(lines, '--since', '2026-11-22T12:00:00Z', '--json')
    const names = JSON.parse(out).steps.map(({ step }: { step: string }) => step)
    expect(names).toEqual(steps)
  })

  it('leaves out keys that DuckDB has no name for', async () => {
    const odd = { '': 'a', 'a\0b': 'c' }
    const lines = slowPro.map((one) => ({ ...one, ...odd, metadata: { ...one.metadata, ...odd } }))
    const { code, out } = await compare(lines, '--since', '2026-11-22T12:00:00Z')
    expect(code).toBe(0)
    expect(out).toContain('metadata.plan pro in shop: 99 of 100, expected')
  })

  it('says so if there is nothing in the time', async () => {
    const { code, err } = await compare(slowPro, '--since', '2026-11-24T12:00:00Z')
    expect(code).toBe(1)
    expect(err).toContain('Nothing found')
  })
})
