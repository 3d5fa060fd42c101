// Measures hoptrace against its peers, writes RESULTS.md and prints it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzippedBytes } from './bundle.ts'
import { AWS_CONTENDERS, CONTENDERS, NOTHING, sourceOf } from './contenders.ts'
import { bundleSubjects, timeLives } from './life.ts'
import { measureMemory } from './memory.ts'
import { measureNext } from './next-life.ts'
import { buildNextApp } from './next-server.ts'
import { checkOutputs } from './output.ts'
import { formatReport } from './report.ts'
import { HOT_LOOP, timeRequests } from './request-time.ts'
import { measureSampling } from './sampling.ts'

const REQUESTS = { ...HOT_LOOP, processes: 5 }
const AWS_REQUESTS = { requests: 50, rounds: 20, warmUpRounds: 25, processes: 10 }
const LIVES = 15
const AWS_LIVES = 9
/** Requests of ten calls each. */
const AWS_LAST = 100
const MEMORIES = 5
const NEXT_LIVES = 9

const folder = await mkdtemp(join(tmpdir(), 'hoptrace-bench-'))
try {
  const outputs = await checkOutputs(CONTENDERS, folder)
  const requests = await timeRequests(CONTENDERS, REQUESTS)
  const awsRequests = await timeRequests(AWS_CONTENDERS, AWS_REQUESTS)
  const subjects = await bundleSubjects([NOTHING, ...CONTENDERS], folder)
  const lives = await timeLives(subjects, LIVES)
  const memories = await measureMemory(subjects, MEMORIES)
  // Not bundled: OpenTelemetry changes modules as they are loaded.
  const awsSubjects = AWS_CONTENDERS.map((contender) => {
    return { contender, file: new URL(sourceOf(contender)) }
  })
  const awsLives = await timeLives(awsSubjects, AWS_LIVES, AWS_LAST)
  await buildNextApp()
  const nextLives = await measureNext(NEXT_LIVES)
  const sampling = await measureSampling([1, 0.1, 0])
  const bundleBytes = await gzippedBytes(new URL('../dist/middy/index.js', import.meta.url).href)
  const measured = {
    outputs,
    requests,
    awsRequests,
    lives,
    memories,
    awsLives,
    nextLives,
    sampling,
  }
  const report = formatReport({ ...measured, bundleBytes })
  await writeFile(new URL('RESULTS.md', import.meta.url), report)
  process.stdout.write(report)
} finally {
  await rm(folder, { recursive: true, force: true })
}
