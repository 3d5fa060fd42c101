import type { Trace } from '../../../src/index.ts'
import { withTracing } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

/** The records between the start and the ending of a request in which `run` runs. */
export async function stepsOf(run: (trace: Trace) => unknown) {
  const route = withTracing(async (_request: Request, _context, trace) => {
    await run(trace)
    return new Response()
  })
  const { records, error } = await captureRecords(() =>
    route(new Request('http://a.example/'), { params: Promise.resolve({}) }),
  )
  if (error !== undefined) throw error
  const root = records.find(({ phase }) => phase === 'start')
  return { root, steps: records.filter(({ phase }) => phase !== 'start' && phase !== 'complete') }
}
