import { Readable } from 'node:stream'
import type { NextApiRequest, NextApiResponse } from 'next'
import { withApiTracing } from '../../../wrappers.ts'

const KINDS: Record<string, (request: NextApiRequest, response: NextApiResponse) => unknown> = {
  json: (_request, response) => response.json({ text: 'ä🎂' }),
  created: (_request, response) => response.status(201).json({ id: 1 }),
  text: (_request, response) => response.send('text'),
  buffer: (_request, response) => response.send(Buffer.from([0, 255])),
  object: (_request, response) => response.status(400).send({ error: 'no' }),
  number: (_request, response) => response.status(200).json(7),
  nothing: (_request, response) => response.status(204).end(),
  end: (_request, response) => response.end('ended'),
  chunks: (_request, response) => {
    response.write('one')
    response.write(Buffer.from('two'))
    response.end('three')
  },
  pipe: (_request, response) => Readable.from(['a', 'b', 'c']).pipe(response),
  head: (_request, response) => {
    response.writeHead(206, { 'x-own': ['1', '2'], 'content-type': 'text/plain' })
    response.end('head')
  },
  'raw-head': (_request, response) => {
    response.writeHead(299, 'Own Text', ['x-own', '1', 'x-own', '2'])
    response.end('raw')
  },
  cookies: (_request, response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.json({})
  },
  redirect: (_request, response) => response.redirect('/pages/1'),
  'redirect-307': (_request, response) => response.redirect(307, '/pages/1'),
  throw: () => {
    throw new Error('thrown')
  },
  reject: () => Promise.reject(new Error('rejected')),
  coded: () => {
    throw Object.assign(new Error('no such thing'), { statusCode: 404 })
  },
  echo: ({ method, query, cookies, body }, response) =>
    response.json({ method, query, cookies, body }),
  preview: (_request, response) => response.setDraftMode({ enable: true }).end('drafting'),
  trailers: (_request, response) => {
    response.setHeader('trailer', 'x-sum')
    response.write('body')
    response.addTrailers({ 'x-sum': '4' })
    response.end()
  },
}

export default withApiTracing(async (request, response) => {
  await KINDS[String(request.query.kind)]?.(request, response)
})
