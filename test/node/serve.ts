import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Captured, captureRecords } from '../capture.ts'

/** Lets a server listen until the test has finished. Returns its address. */
export async function listen(server: Server | Http2Server): Promise<string> {
  onTestFinished(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Sends a request to a server, and waits until the server has written its ending. */
export async function ask(
  server: Server,
  path = '/',
  init: RequestInit = {},
): Promise<Captured<Answer> & Answer> {
  const url = await listen(server)
  const captured = await captureRecords(async () => {
    const closed = new Promise<void>((resolve) => {
      // After the listener: its own wait for the end comes first.
      server.once('request', (_request, response) => response.once('close', resolve))
    })
    const response = await fetch(url + path, init)
    const answer = { response, body: await response.text() }
    await closed
    return answer
  })
  return { ...captured, ...(captured.value as Answer) }
}

interface Answer {
  readonly response: Response
  readonly body: string
}
