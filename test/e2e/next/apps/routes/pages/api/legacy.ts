import { withApiTracing } from 'hoptrace/next'

export default withApiTracing((request, response, trace) => {
  if (request.query.then === 'fail') throw new Error('boom')
  if (request.query.then === 'hold') return
  if (request.query.then === 'refuse') return response.status(409).json({ error: 'no' })
  response.status(201).json({ id: trace.id })
})
