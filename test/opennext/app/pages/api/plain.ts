import { withApiTracing } from 'hoptrace/next'

export default withApiTracing((_request, response) => {
  response.setHeader('access-control-allow-origin', '*')
  response.json({ stock: 3 })
})
