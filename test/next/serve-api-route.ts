import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NextApiHandler } from 'next'
import { apiResolver } from 'next/dist/server/api-utils/node/api-resolver.js'
import { onTestFinished } from 'vitest'

const CONTEXT = {
  previewModeId: '',
  previewModeEncryptionKey: '',
  previewModeSigningKey: '',
} as Parameters<typeof apiResolver>[4]

/** Serves an API route by Next.js's own resolver, without a build. Returns its address. */
export async function serveApiRoute(handler: NextApiHandler): Promise<string> {
  const server = createServer((request, response) => {
    void apiResolver(request, response, {}, { default: handler }, CONTEXT, false, false, '/api/x')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/x`
}
