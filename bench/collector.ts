// A collector as OpenTelemetry's Lambda layer has one beside the function: takes spans over HTTP and keeps none.
// It tells its parent its port, and ends with it.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((request, response) => {
  request.resume().once('end', () => response.end())
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit())
