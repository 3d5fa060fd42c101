import { withTracing } from 'hoptrace/next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'

export const GET = withTracing(async () => {
  const jar = await cookies()
  jar.set('seen', 'yes')
  redirect('/x;y=1?z=2')
})

export const POST = GET
