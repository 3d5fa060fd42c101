import { withTracing } from 'hoptrace/next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'

async function leadAway(): Promise<Response> {
  const jar = await cookies()
  jar.set('seen', 'yes')
  redirect('/x;y=1?z=2')
}

export const GET = withTracing(leadAway)
export const POST = withTracing(leadAway)
