import { withTracing } from 'hoptrace/next'
import NextAuth from 'next-auth'

const { auth } = NextAuth({ providers: [] })

export const GET = withTracing(() => new Response())
export const POST = withTracing(auth((request) => Response.json(request.auth)))
