import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { chooseQueries, type QueryChoice, withFolder } from '../../src/queries/choose-queries.ts'
import { queries } from '../../src/queries/index.ts'
import { hoptrace } from '../cli/hoptrace.ts'
import { logFile } from '../cli/log-file.ts'

const PLANS = {
  id: 'plans',
  title: 'Requests by plan',
  text: 'filter phase = "complete" | stats count(*) as requestCount by metadata.plan',
}
const ids = queries.map(({ id }) => id)

/** Makes a folder with these files. A text is written as it is. */
function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

const module = (query: object) =>
  `interface Query { id: string }\nconst query: Query = ${JSON.stringify(query)}\nexport default query\n`

describe('a choice of queries', () => {
  it('leaves queries out, and adds others from objects, modules and JSON', () => {
    const folder = folderWith({
      'plans.ts': module(PLANS),
      'more.json': [{ ...PLANS, id: 'more', title: 'More', question: 'How many?' }],
    })
    const add = ['./plans.ts', { ...PLANS, id: 'own', title: 'Own' }, './more.json']
    const chosen = chooseQueries(withFolder({ without: ['credits'], add }, folder))
    expect(chosen.map(({ id }) => id)).toEqual([
      ...ids.filter((id) => id !== 'credits'),
      'plans',
      'own',
      'more',
    ])
    expect(chosen.at(-1)).toMatchObject({ question: 'How many?', text: PLANS.text })
  })

  it('may replace a query by one of the same name', () => {
    const own = { ...PLANS, id: 'credits', title: 'Credits' }
    const chosen = chooseQueries({ without: ['credits'], add: [own] })
    expect(chosen.filter(({ id }) => id === 'credits').map(({ title }) => title)).toEqual([
      'Credits',
    ])
  })

  it('reads prices of models from a file, before those of hoptrace', () => {
    const folder = folderWith({
      'prices.json': { 'amazon.nova-lite-v1:0': { input: 7, output: 8 } },
    })
    const chosen = chooseQueries(withFolder({ modelPrices: 'prices.json' }, folder))
    const { text = '' } = chosen.find(({ id }) => id === 'model-cost') ?? {}
    expect(text).toContain('like /^amazon\\.nova-lite-v1:0$/, inTok*7 + outTok*8')
    expect(text).toContain('us\\.amazon\\.nova-lite-v1:0')
    expect(text.match(/\|?amazon\\\.nova-lite-v1:0/g)).toHaveLength(2)
  })

  it.each<[string, unknown, string]>([
    [
      'an unknown member',
      { with: [] },
      "unknown option 'queries.with'; known are queries.without, queries.add",
    ],
    [
      'no list',
      { without: 'credits' },
      "option 'queries.without' must be a list of names of queries: trace-job, not-found,",
    ],
    [
      'an unknown name',
      { without: ['credit'] },
      "cold-starts, timeouts, retries, slow-tenants, new-errors, failed-records, model-cost, got ['credit']",
    ],
    [
      'a list in place of a name',
      { without: [['credits']] },
      "option 'queries.without' must be a list of names of queries: trace-job, not-found,",
    ],
    ['a number', { add: [7] }, "option 'queries.add' must be a list of files or queries, got [7]"],
    ['no such file', { add: ['./no-such.ts'] }, "option 'queries.add[0]': there is no file /"],
    [
      'a query without text',
      { add: [{ id: 'a', title: 'A' }] },
      "option 'queries.add[0].text' is required",
    ],
    [
      'a misspelt member',
      { add: [{ ...PLANS, titel: 'A' }] },
      "unknown option 'queries.add[0].titel'; known are",
    ],
    [
      'a name with blanks',
      { add: [{ ...PLANS, id: 'My query' }] },
      "option 'queries.add[0].id' must be words of lower-case letters and digits, joined by -, got 'My query'",
    ],
    [
      'a title that IAM refuses',
      { add: [{ ...PLANS, title: 'a*' }] },
      "option 'queries.add[0].title' must be",
    ],
    [
      'a text that is too long',
      { add: [{ ...PLANS, text: 'x'.repeat(10_001) }] },
      "option 'queries.add[0].text' must be 1 to 10,000 characters",
    ],
    [
      'a parameter that nothing describes',
      { add: [{ ...PLANS, text: 'filter a = "{{id}}"' }] },
      "'queries.add[0].parameters' has no 'id', which its text uses",
    ],
    [
      'a parameter that nothing uses',
      { add: [{ ...PLANS, parameters: [{ name: 'id', description: '' }] }] },
      "'queries.add[0].parameters' has 'id', which its text doesn't use",
    ],
    [
      'a name that exists',
      { add: [{ ...PLANS, id: 'cache' }] },
      "option 'queries.add' has a query with the id 'cache', which another one has",
    ],
    [
      'a title that exists',
      { add: [{ ...PLANS, title: 'Slow requests' }] },
      "has a query with the title 'Slow requests', which another one has",
    ],
    [
      'prices without numbers',
      { modelPrices: { 'a.b': { input: '1', output: 2 } } },
      "option 'queries.modelPrices' must be prices by the ids of models",
    ],
    [
      'an id with a slash',
      { modelPrices: { 'a/b': { input: 1, output: 2 } } },
      "option 'queries.modelPrices' must be prices by the ids of models",
    ],
  ])('is refused with what was received, for %s', (_what, choice, message) => {
    expect(() => chooseQueries(choice as QueryChoice)).toThrow(TypeError)
    expect(() => chooseQueries(choice as QueryChoice)).toThrow(message)
  })

  it('says why a file can’t be loaded, and which file has a wrong query', () => {
    const folder = folderWith({
      'broken.json': '{',
      'throws.cjs': 'throw "no reason"',
      'requires.cjs': 'require("./none")',
      'wrong.ts': module({ id: 'a', title: 'A' }),
    })
    const choose = (file: string) => () => chooseQueries(withFolder({ add: [file] }, folder))
    expect(choose('broken.json')).toThrow(/broken\.json can't be loaded: .+JSON/)
    expect(choose('throws.cjs')).toThrow(/throws\.cjs can't be loaded: no reason$/)
    expect(choose('requires.cjs')).toThrow(/can't be loaded: Cannot find module '\.\/none'$/)
    expect(choose('wrong.ts')).toThrow(/'queries\.add\[0\] \(\/.+wrong\.ts\)\.text' is required/)
  })
})

describe('queries of hoptrace.json', () => {
  /** Works in a folder of a project with these files. */
  function inProject(files: Readonly<Record<string, unknown>>): void {
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(folderWith(files))
    onTestFinished(() => cwd.mockRestore())
  }

  it('are listed, run and deployed', async () => {
    const queriesOf = { without: ['credits'], add: ['./plans.ts'] }
    inProject({ 'hoptrace.json': { queries: queriesOf }, 'plans.ts': module(PLANS) })
    const { out } = await hoptrace(['queries'])
    expect(out).toContain('plans')
    expect(out).not.toContain('credits')
    const file = logFile({ phase: 'complete', metadata: { plan: 'pro' } })
    const answer = await hoptrace(['query', 'plans', '--csv', '--file', file])
    expect(answer.out).toBe('metadata.plan,requestCount\r\npro,1\r\n')
    const gone = await hoptrace(['query', 'credits', '--file', file])
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining("Unknown query 'credits'")])
    const template = await hoptrace(['cloudformation', '--service', 'shop', '--function', 'a'])
    const saved = Object.keys(JSON.parse(template.out).Resources)
    expect(saved).toContain('HoptraceQueryPlans')
    expect(saved).not.toContain('HoptraceQueryCredits')
  })

  it.each([
    [
      { without: ['credit'] },
      "option 'queries.without' must be a list of names of queries: trace-job,",
    ],
    ['credits', 'queries must be an object with without, add and modelPrices, not "credits"'],
  ])('are refused, if they are %j', async (choice, message) => {
    inProject({ 'hoptrace.json': { queries: choice } })
    const { code, err } = await hoptrace(['queries'])
    expect([code, err]).toEqual([3, expect.stringContaining(message)])
    expect(err).toContain('hoptrace.json')
  })
})
