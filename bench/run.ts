// Measures hoptrace against its peers, writes RESULTS.md and prints it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AWS_CONTENDERS, CONTENDERS, NOTHING } from './contenders.ts'
import { timeLives } from './life.ts'
import { checkOutputs } from './output.ts'
import { formatReport } from './report.ts'
import { HOT_LOOP, timeRequests } from './request-time.ts'
import { measureSampling } from './sampling.ts'

const REQUESTS = { ...HOT_LOOP, processes: 5 }
const AWS_REQUESTS = { requests: 50, rounds: 20, warmUpRounds: 25, processes: 10 }
const LIVES = 15

const folder = await mkdtemp(join(tmpdir(), 'hoptrace-bench-'))
try {
  const outputs = await checkOutputs(CONTENDERS, folder)
  const requests = await timeRequests(CONTENDERS, REQUESTS)
  const awsRequests = await timeRequests(AWS_CONTENDERS, AWS_REQUESTS)
  const lives = await timeLives([NOTHING, ...CONTENDERS], folder, LIVES)
  const sampling = await measureSampling([1, 0.1, 0])
  const report = formatReport({ outputs, requests, awsRequests, lives, sampling })
  await writeFile(new URL('RESULTS.md', import.meta.url), report)
  process.stdout.write(report)
} finally {
  await rm(folder, { recursive: true, force: true })
}
