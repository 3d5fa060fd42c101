const TRACE = 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'
const BEGIN = Date.parse('2026-11-22T14:30:00.000Z')

/** Returns a record of the trace, written `ms` milliseconds after its begin. */
export function record(ms: number, fields: object): Record<string, unknown> {
  return {
    timestamp: new Date(BEGIN + ms).toISOString(),
    level: 'info',
    message: 'A message',
    traceId: TRACE,
    service: 'bg-remover',
    layer: 'lambda',
    action: 'bg-remover:process',
    ...fields,
  }
}

const ROUTE = { service: 'frontend', layer: 'api-route' }
const FUNCTION = {
  requestId: 'invocation-1',
  functionName: 'bg-remover-dev-process',
  jobId: 'job_1',
}
const ERROR = {
  message: 'The model refused the picture',
  code: 'ModelErrorException',
  name: 'ModelErrorException',
  stack:
    'ModelErrorException: The model refused\n    at invoke (background.ts:12:3)\n    at run (x.ts:1:1)',
  cause: { message: 'socket hang up', code: 'ECONNRESET' },
}
const FAILED = { level: 'error', result: 'error', error: ERROR }

/** A request whose call of the model failed. The call started 300 ms after the previous step. */
export const failedTrace: readonly object[] = [
  record(0, { ...ROUTE, phase: 'start', spanId: '0000000000000001' }),
  record(100, {
    ...FUNCTION,
    phase: 'start',
    spanId: '0000000000000003',
    parentId: '0000000000000002',
  }),
  record(200, {
    ...FUNCTION,
    phase: 'call',
    action: 'service:credits:debit',
    spanId: '0000000000000004',
    parentId: '0000000000000003',
    duration: 100,
    result: 'success',
  }),
  record(900, {
    ...FUNCTION,
    ...FAILED,
    phase: 'call',
    action: 'service:bedrock:invoke',
    spanId: '0000000000000005',
    parentId: '0000000000000003',
    duration: 400,
  }),
  record(900, {
    ...FUNCTION,
    ...FAILED,
    phase: 'complete',
    spanId: '0000000000000003',
    parentId: '0000000000000002',
    duration: 800,
  }),
  record(950, {
    ...ROUTE,
    phase: 'hop',
    hopName: 'lambda-invoke',
    hopResult: 'failure',
    level: 'error',
    result: 'error',
    error: { message: 'Answered with status 502', code: 'BAD_GATEWAY' },
    spanId: '0000000000000002',
    parentId: '0000000000000001',
    duration: 900,
  }),
  record(1000, {
    ...ROUTE,
    phase: 'complete',
    level: 'error',
    result: 'error',
    error: { message: 'Answered with status 502', code: 'BAD_GATEWAY' },
    spanId: '0000000000000001',
    duration: 1000,
  }),
]

export const traceId: string = TRACE
