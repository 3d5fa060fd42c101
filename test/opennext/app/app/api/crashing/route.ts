import { withTracing } from 'hoptrace/next'

export const GET = withTracing(async () => {
  process.nextTick(() => {
    throw new RangeError('Nobody awaits this')
  })
  await new Promise((resolve) => setTimeout(resolve))
  return Response.json({ stock: 3 })
})
