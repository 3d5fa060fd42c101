import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { logService, results } from './cloudwatch/log-service.ts'
import { hoptrace } from './hoptrace.ts'
import { logFile } from './log-file.ts'
import { failedTrace, traceId } from './sample-trace.ts'

const NOW = Date.parse('2026-11-22T15:00:00.000Z')
const ARN = 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/shop'
const rows = failedTrace.map((line) => ({ '@message': JSON.stringify(line), '@log': '1:/aws/x' }))
const answers = (found: readonly Record<string, string>[] = rows) =>
  logService(({ operation }) =>
    operation === 'StartQuery'
      ? { queryId: 'q' }
      : { status: 'Complete', results: results(...found), statistics: { bytesScanned: 0 } },
  )

/** Works in a folder of a project with this `hoptrace.json`. */
function inProject(config: unknown): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
  const within = path.join(folder, 'services/shop')
  mkdirSync(within, { recursive: true })
  const text = typeof config === 'string' ? config : JSON.stringify(config)
  writeFileSync(path.join(folder, 'hoptrace.json'), text)
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue(within)
  onTestFinished(() => {
    cwd.mockRestore()
    rmSync(folder, { recursive: true })
  })
}

describe('hoptrace.json', () => {
  it('names the log groups, the region and the time of a command without flags', async () => {
    const calls = await answers()
    inProject({ logGroups: ['/aws/lambda/a'], region: 'eu-central-1', since: '2d' })
    const { code, out } = await hoptrace(['trace', 'job_1'], { now: NOW })
    expect(code).toBe(0)
    expect(out).toContain('https://eu-central-1.console.aws.amazon.com/')
    expect(out).toContain('--log-group /aws/lambda/a --region eu-central-1 --since 2d')
    expect(calls[0]?.input).toMatchObject({
      logGroupNames: ['/aws/lambda/a'],
      startTime: NOW / 1000 - 2 * 86_400,
    })
  })

  it('gives way to flags, and to the time in an id', async () => {
    const calls = await answers()
    inProject({ logGroups: ['/aws/lambda/a'], since: '2d' })
    await hoptrace(['query', 'cache', '--log-group', 'b', '--since', '1h'], { now: NOW })
    expect(calls[0]?.input).toMatchObject({
      logGroupNames: ['b'],
      startTime: NOW / 1000 - 3_600,
    })
    calls.length = 0
    await hoptrace(['trace', traceId], { now: NOW })
    const { startTime } = calls[0]?.input ?? {}
    expect(Number(startTime)).toBeGreaterThan(NOW / 1000 - 86_400)
  })

  it('changes nothing of a command that reads files', async () => {
    inProject({ logGroups: ['/aws/lambda/a'] })
    const { code } = await hoptrace(['trace', traceId, '--file', logFile(...failedTrace)])
    expect(code).toBe(0)
  })

  it.each([
    ['{', "can't be read: "],
    ['[]', 'the file must contain an object'],
    [{ logGroup: 'a' }, "unknown member 'logGroup'. Did you mean logGroups?"],
    [{ logGroups: 'a' }, 'logGroups must be a list of log groups, not "a"'],
    [{ region: 1 }, 'region must be text, not 1'],
  ])('%j is refused', async (config, message) => {
    inProject(config)
    const { code, err } = await hoptrace(['trace', traceId])
    expect(code).toBe(3)
    expect(err).toContain('hoptrace.json')
    expect(err).toContain(message)
  })
})

describe('log groups of several regions', () => {
  const OTHER = 'arn:aws:logs:us-west-2:210987654321:log-group:/aws/lambda/shop:*'
  const groups = ['--log-group', ARN, '--log-group', OTHER]

  it('are queried in each region, and accounts of one region together', async () => {
    const calls = await answers()
    const third = ARN.replace('123456789012', '333333333333')
    await hoptrace(['trace', traceId, ...groups, '--log-group', third], { now: NOW })
    const asked = calls.flatMap(({ input }) => [input.logGroupIdentifiers ?? []].flat())
    expect(new Set(asked)).toEqual(new Set([ARN, third, OTHER.replace(':*', '')]))
    const starts = calls.filter(({ operation }) => operation === 'StartQuery')
    expect(
      starts.some(({ input }) => String(input.logGroupIdentifiers) === `${ARN},${third}`),
    ).toBe(true)
  })

  it('give rows that name their region', async () => {
    await answers([{ calls: '2' }])
    const args = ['query', '--ql', 'stats count(*) as calls', ...groups, '--json']
    const { out } = await hoptrace(args, { now: NOW })
    expect(JSON.parse(out)).toMatchObject({
      columns: ['@region', 'calls'],
      rows: [
        { '@region': 'eu-west-1', calls: 2 },
        { '@region': 'us-west-2', calls: 2 },
      ],
    })
  })

  it('give the link to X-Ray the region of the records', async () => {
    await answers()
    const { out } = await hoptrace(['trace', traceId, '--log-group', ARN], { now: NOW })
    expect(out).toContain('https://eu-west-1.console.aws.amazon.com/')
  })
})

it('--profile chooses the credentials', async () => {
  await answers()
  const file = logFile(`[profile shop]\nregion = eu-north-1\nrole_arn = none`)
  vi.stubEnv('AWS_CONFIG_FILE', file)
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file)
  const args = ['query', 'cache', '--log-group', 'a', '--profile', 'none-such']
  const { code, err } = await hoptrace(args, { now: NOW })
  expect(code).toBe(3)
  expect(err).toMatch(/^CloudWatch: CredentialsProviderError: /)
})
