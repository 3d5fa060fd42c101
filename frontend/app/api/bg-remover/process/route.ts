import { logHop, type Trace, withTracing } from 'hoptrace/next'
import { xray } from 'hoptrace/xray'
import { invokeProcess } from '../../../../server/backend.ts'
import { allowsRequest } from '../../../../server/rate-limit.ts'
import { readSession, SESSION_COOKIE, type Session } from '../../../../server/session.ts'

/** Removes a picture's background for a signed-in user: takes `{ imageUrl }`, and returns the Lambda function's response. */
export const POST = withTracing(
  async (request, _context, trace) => {
    const session = await trace.check('authentication', () =>
      readSession(request.headers.get('authorization'), request.cookies.get(SESSION_COOKIE)?.value),
    )
    if (session === undefined) return refuse(401, 'UNAUTHORIZED', 'Sign in first.')
    const { userId, tenantId } = session
    trace.set({ userId, tenantId })

    if (!(await trace.check('rate-limit', () => allowsRequest(session)))) {
      return refuse(429, 'TOO_MANY_REQUESTS', 'Too many pictures at once: try again in a minute.')
    }
    const response = await invokeLambda(await request.text(), session, trace)
    trace.set(await readJobId(response.clone()))
    return response
  },
  { service: 'bg-remover-frontend', action: 'bg-remover:process', exporters: [xray()] },
)

async function invokeLambda(body: string, session: Session, trace: Trace): Promise<Response> {
  logHop(trace, 'lambda-invoke', 'start')
  try {
    return await trace.hop('lambda-invoke', () => {
      const authorization = `Bearer ${session.token}`
      const headers = trace.headers({ authorization, 'content-type': 'application/json' })
      return invokeProcess(body, headers)
    })
  } catch {
    // The hop's record has the error.
    return refuse(502, 'BACKEND_UNREACHABLE', 'The service could not be reached. Try again later.')
  }
}

/** Reads the job's id from the body of a success. */
async function readJobId(response: Response): Promise<{ jobId?: string }> {
  const body: { jobId?: string } = response.ok ? await response.json().catch(() => ({})) : {}
  return body.jobId === undefined ? {} : { jobId: body.jobId }
}

function refuse(status: number, code: string, error: string): Response {
  return Response.json({ error, code }, { status })
}
