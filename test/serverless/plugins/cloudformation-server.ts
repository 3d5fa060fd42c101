import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

const ANSWER = `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>
<Message>Stack with id shop-dev does not exist</Message></Error></ErrorResponse>`

/**
 * Starts a server that answers as CloudFormation does before the first deploy of a stack. It is closed
 * when the test ends.
 * @returns the environment that leads AWS's clients there
 */
export async function cloudFormationWithoutStacks(): Promise<Record<string, string>> {
  const server = createServer((_request, response) => {
    response.writeHead(400, { 'content-type': 'text/xml' }).end(ANSWER)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
}
