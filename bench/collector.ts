// Stands for the collector of OpenTelemetry's Lambda layer: receives spans over HTTP and drops them.
// Sends its port to its parent process, and exits with it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  request.resume().once('end', () => response.end())
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit())
