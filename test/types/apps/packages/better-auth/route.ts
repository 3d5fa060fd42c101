import { betterAuth } from 'better-auth'
import { toNextJsHandler } from 'better-auth/next-js'
import { withTracing } from 'hoptrace/next'

const auth = betterAuth({ emailAndPassword: { enabled: true } })
const handlers = toNextJsHandler(auth)

export const GET = withTracing(handlers.GET)
export const POST = withTracing(handlers.POST, {
  identify: async (request) => {
    const session = await auth.api.getSession({ headers: request.headers })
    return { userId: session?.user.id }
  },
})
