import { currentTrace, withTracing } from 'hoptrace/next'
import { after } from 'next/server'

export const GET = withTracing(() => {
  after(async () => {
    currentTrace().info('cleaning up')
    await new Promise(setImmediate)
    currentTrace().info('cleaned up')
  })
  return new Response()
})
