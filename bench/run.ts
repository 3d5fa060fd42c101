// Measures hoptrace against its peers, writes RESULTS.md and prints it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { timeColdStarts } from './cold-start.ts'
import { AWS_CONTENDERS, CONTENDERS } from './contenders.ts'
import { checkOutputs } from './output.ts'
import { formatReport } from './report.ts'
import { timeRequests } from './request-time.ts'
import { measureSampling } from './sampling.ts'

const REQUESTS = { requests: 500, rounds: 30, warmUpRounds: 40, processes: 5 }
const AWS_REQUESTS = { requests: 50, rounds: 20, warmUpRounds: 25, processes: 10 }

const folder = await mkdtemp(join(tmpdir(), 'hoptrace-bench-'))
try {
  const outputs = await checkOutputs(folder)
  const requests = await timeRequests(CONTENDERS, REQUESTS)
  const awsRequests = await timeRequests(AWS_CONTENDERS, AWS_REQUESTS)
  const coldStarts = await timeColdStarts(folder)
  const sampling = await measureSampling([1, 0.1, 0])
  const report = formatReport({ outputs, requests, awsRequests, coldStarts, sampling })
  await writeFile(new URL('RESULTS.md', import.meta.url), report)
  process.stdout.write(report)
} finally {
  await rm(folder, { recursive: true, force: true })
}
