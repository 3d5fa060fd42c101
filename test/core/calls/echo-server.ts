import { once } from 'node:events'
import { createServer, get, type RequestOptions, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  redirect: (response) => response.writeHead(302, { location: '/there' }).end(),
  cut(response) {
    response.write('{')
    response.socket?.end()
  },
  endless: (response) => response.write('x'.repeat(1_000_000)),
  chunks(response) {
    response.write('abc')
    response.end('def')
  },
}

/** Starts a server that answers with the headers it got. Its paths say how it answers otherwise. */
export async function startEchoServer() {
  const server = createServer((request, response) => {
    const [, word = '', value] = (request.url ?? '').split(/[/?]/)
    response.statusCode = word === 'status' ? Number(value) : 200
    const answer = ANSWERS[word]
    if (answer) answer(response)
    else response.end(JSON.stringify(request.headers))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { host, url: `http://${host}`, close }
}

/** Sends a request by `node:http` and returns the answer's body. */
export function httpGet(url: string, options: RequestOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, options, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (part: string) => {
        body += part
      })
      response.on('error', reject).on('end', () => resolve(body))
    })
    request.on('error', reject)
  })
}
