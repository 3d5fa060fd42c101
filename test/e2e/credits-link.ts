import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { listen, type StandIn } from '../../local/stand-ins/stand-in.ts'

/** The way from the functions to the credits service, on which answers can be lost. */
export interface CreditsLink extends StandIn {
  /** Sets the URL of the service. */
  target: string
  /** Loses the next answers: the service has done what it was asked to do. */
  loseAnswers(times: number): void
}

/** Starts a proxy of the credits service. */
export async function startCreditsLink(): Promise<CreditsLink> {
  let lossesLeft = 0
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request
    const body = await buffer(request)
    const { host: _host, connection: _connection, ...sent } = headers
    const answer = await fetch(link.target + url, {
      method,
      headers: sent as Record<string, string>,
      body,
    })
    const answered = await answer.text()
    if (lossesLeft > 0) {
      lossesLeft -= 1
      response.destroy()
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(answered)
  })
  const link: CreditsLink = {
    ...(await listen(server)),
    target: '',
    loseAnswers(times) {
      lossesLeft = times
    },
  }
  return link
}
