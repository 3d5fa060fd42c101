import { Readable } from 'node:stream'
import { withApiTracing } from 'hoptrace/next'
import type { NextApiResponse } from 'next'

const SEND: Readonly<Record<string, (response: NextApiResponse) => unknown>> = {
  json: (response) => response.status(201).json({ size: 'größer' }),
  object: (response) => response.send({ size: 'größer' }),
  list: (response) => response.json([{}]),
  tagged: (response) => response.setHeader('ETag', '"e"') && response.json({}),
  text: (response) => response.send('{}'),
  stream: (response) => response.send(Readable.from(['{', '}'])),
}

export default withApiTracing((request, response) => SEND[String(request.query.kind)]?.(response), {
  traceIdInBody: 'always',
})
