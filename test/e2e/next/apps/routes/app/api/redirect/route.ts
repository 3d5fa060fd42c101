import { withTracing } from 'hoptrace/next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'

async function redirectWithCookie(): Promise<Response> {
  const jar = await cookies()
  jar.set('seen', 'yes')
  redirect('/x;y=1?z=2')
}

export const GET = withTracing(redirectWithCookie)
export const POST = withTracing(redirectWithCookie)
