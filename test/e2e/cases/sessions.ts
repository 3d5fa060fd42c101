import { request } from 'node:http'
import { describe, expect } from 'vitest'
import { type BgRemover, it, LAMBDA, PAGE } from '../system.ts'

/** Asks the page's route for the steps of a trace. */
async function stepsFor({ pageUrl }: BgRemover, traceId: string, token?: string) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${pageUrl}/api/traces/${traceId}`, { headers })
  return { status: response.status, headers: response.headers, body: await response.text() }
}

describe('the steps of a request', () => {
  it('are shown to its user, and to nobody else', async ({ bgRemover }) => {
    const user = await bgRemover.newUser()
    const { traceId } = await bgRemover.process(user)
    const own = await stepsFor(bgRemover, traceId, user.token)
    expect(own.status).toBe(200)
    expect(own.headers.get('cache-control')).toBe('no-store')
    expect(own.body).toContain('service:bedrock:invoke')

    expect((await stepsFor(bgRemover, traceId)).status).toBe(401)
    const colleague = await bgRemover.signToken('colleague', user.tenantId)
    const namesake = await bgRemover.signToken(user.userId, 'another-tenant')
    for (const token of [colleague, namesake]) {
      const { status, body } = await stepsFor(bgRemover, traceId, token)
      expect([status, body]).toEqual([404, '{"steps":[]}'])
    }
  })

  it('are not looked for under an id of another form', async ({ bgRemover }) => {
    const { token } = await bgRemover.newUser()
    for (const traceId of ['a'.repeat(129), 'a%2fb', 'a%00', 'a%20b', '..%2ftraces']) {
      expect((await stepsFor(bgRemover, traceId, token)).status).toBe(400)
    }
  })
})

describe('the cookie of a session', () => {
  /** Signs in at a host, as its name stands in the browser. */
  function signIn({ pageUrl }: BgRemover, host: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const url = new URL('/api/demo-session', pageUrl)
      request(url, { method: 'POST', headers: { host } }, (response) => {
        response.resume()
        resolve(String(response.headers['set-cookie']))
      })
        .on('error', reject)
        .end()
    })
  }

  it('is for https alone, except on this machine', async ({ bgRemover }) => {
    const { host } = new URL(bgRemover.pageUrl)
    const local = await signIn(bgRemover, host)
    const remote = await signIn(bgRemover, 'remover.example')
    for (const cookie of [local, remote]) {
      expect(cookie).toMatch(/^session=\S+; Path=\/;.*HttpOnly; SameSite=strict/i)
      bgRemover.secrets.push(cookie.split(/[=;]/)[1] ?? '')
    }
    expect(local).not.toMatch(/Secure/)
    expect(remote).toMatch(/; Secure/)
  })
})

describe('a session', () => {
  it('is that of the Authorization header, if there are two', async ({ bgRemover }) => {
    const user = await bgRemover.newUser()
    const other = await bgRemover.newUser()
    const { records } = await bgRemover.ask({
      token: user.token,
      headers: { cookie: `session=${other.token}` },
      body: '{}',
      services: [PAGE, LAMBDA],
    })
    expect(new Set(records.map(({ userId }) => userId))).toEqual(new Set([undefined, user.userId]))
  })
})
