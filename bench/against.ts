// Compares this checkout with another one, in one interleaved run: `npm run bench:against -- <path>`.
// Prints the medians of both and their ratio.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { BASE, type Contender, HOPTRACE } from './contenders.ts'
import { bundleSubjects, timeLives } from './life.ts'
import { checkOutputs } from './output.ts'
import { median } from './quantile.ts'
import { aboveBase, HOT_LOOP, timeRequests } from './request-time.ts'
import { range, table } from './table.ts'

const PROCESSES = 9

const [, , path] = process.argv
if (path === undefined) throw new Error('Usage: npm run bench:against -- <path to other checkout>')
const checkout = pathToFileURL(`${resolve(path)}/`)
// As `npm run bench:against` prepares this checkout.
for (const command of ['ci --prefix bench', 'run --silent build']) {
  execFileSync('npm', command.split(' '), { cwd: fileURLToPath(checkout), stdio: 'inherit' })
}

const OTHER: Contender = { ...HOPTRACE, title: 'other', checkout }
const BOTH = [HOPTRACE, OTHER]

const folder = await mkdtemp(join(tmpdir(), 'hoptrace-bench-'))
try {
  await checkOutputs(BOTH, folder)
  const requests = await timeRequests([BASE, ...BOTH], { ...HOT_LOOP, processes: PROCESSES })
  const lives = await timeLives(await bundleSubjects(BOTH, folder), PROCESSES, 1_000)
  const hot = BOTH.map((contender) => aboveBase(requests, contender, BASE))
  const spentUntil = (milestone: number) => lives.map(({ spent }) => spent.get(milestone) ?? [])
  const rows = [
    row('a request of the hot loop, µs', hot),
    row('import + first request, ms', spentUntil(1)),
    row('import + first 1,000 requests, ms', spentUntil(1_000)),
  ]
  process.stdout.write(
    `${table(['', 'this checkout', 'processes', 'other', 'processes', 'this / other'], rows)}\n`,
  )
} finally {
  await rm(folder, { recursive: true, force: true })
}

function row(title: string, times: readonly (readonly number[])[]): readonly string[] {
  const [own = Number.NaN, other = Number.NaN] = times.map(median)
  const cells = times.flatMap((values) => [median(values).toFixed(2), range(values)])
  return [title, ...cells, `${(own / other).toFixed(3)}×`]
}
