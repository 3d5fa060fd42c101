import { currentTrace, withTracing } from 'hoptrace/next'
import { after } from 'next/server'

export const GET = withTracing(() => {
  after(async () => {
    await new Promise(setImmediate)
    currentTrace().info('cleaned up')
  })
  return new Response()
})
