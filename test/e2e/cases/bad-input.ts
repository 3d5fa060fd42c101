import { describe, expect } from 'vitest'
import { CREDITS, it, LAMBDA, PAGE } from '../system.ts'
import { endingOf, refused } from '../whole-trace.ts'

/** Bodies that are refused before a credit is taken. */
const BAD_BODIES: [what: string, body: string, status: number, code: string][] = [
  ['no body', '', 400, 'IMAGE_URL_MISSING'],
  ['a body that is not JSON', 'imageUrl=mug', 422, 'UNPROCESSABLE_ENTITY'],
  ['an object without a picture', '{}', 400, 'IMAGE_URL_MISSING'],
  ['null', 'null', 400, 'IMAGE_URL_MISSING'],
  ['an address of another protocol', imageUrl('ftp://host/a.png'), 400, 'IMAGE_URL_INVALID'],
  ['an address with a password', imageUrl('http://a:b@host/'), 400, 'IMAGE_URL_INVALID'],
]

/** Its first label is longer than DNS allows, so no server is asked for its address. */
const NO_HOST = `http://${'no-such-host'.repeat(6)}.invalid/x.png`

/** Pictures that are refused after a credit is taken, which is given back. Paths are those of the local sample server. */
const BAD_PICTURES: [what: string, url: string, status: number, code: string][] = [
  ['takes too long', '/slow.jpg', 422, 'IMAGE_TIMEOUT'],
  ['is too large', '/huge.jpg', 413, 'IMAGE_TOO_LARGE'],
  ['is a text', '/notes.txt', 415, 'IMAGE_TYPE_UNSUPPORTED'],
  ['does not exist', '/missing.jpg?token=hidden-in-a-query', 422, 'IMAGE_NOT_FOUND'],
  ['redirects forever', '/redirect-loop.jpg', 422, 'IMAGE_TOO_MANY_REDIRECTS'],
  ['redirects to the metadata address', '/redirect-to-metadata.jpg', 400, 'IMAGE_ADDRESS_REFUSED'],
  ['is on a host without an address', NO_HOST, 422, 'IMAGE_UNREACHABLE'],
]

describe('a request with', () => {
  it.for(BAD_BODIES)('%s is refused before a credit is taken', async (request, { bgRemover }) => {
    const [, body, status, code] = request
    const user = await bgRemover.newUser(3)
    const { token, tenantId } = user
    const answer = await bgRemover.ask({ token, body, services: [PAGE, LAMBDA] })

    expect(answer.status).toBe(status)
    expect(answer.body.code).toBe(code)
    expect(endingOf(answer.records, LAMBDA)).toMatchObject(refused(status, code))
    expect(endingOf(answer.records, PAGE)).toMatchObject({ level: 'warn', result: 'error' })
    expect(await bgRemover.cloud.credits.balanceOf(tenantId)).toBe(3)
  })
})

// Concurrent, because one of them waits for the timeout of a picture.
describe.concurrent('a picture that', () => {
  it.for(BAD_PICTURES)(
    '%s is refused, and the credit is given back',
    async (picture, { bgRemover }) => {
      const [, url, status, code] = picture
      bgRemover.secrets.push('hidden-in-a-query')
      const user = await bgRemover.newUser(3)
      const answer = await bgRemover.process(user, {
        imageUrl: URL.parse(url, bgRemover.pictures[0])?.href as string,
        services: [PAGE, LAMBDA, CREDITS, CREDITS],
      })

      expect(answer.status).toBe(status)
      expect(answer.body.code).toBe(code)
      expect(endingOf(answer.records, LAMBDA)).toMatchObject(refused(status, code))
      expect(endingOf(answer.records, PAGE)).toMatchObject({ level: 'warn', result: 'error' })
      expect(await bgRemover.cloud.credits.balanceOf(user.tenantId)).toBe(3)
    },
  )
})

function imageUrl(url: string): string {
  return JSON.stringify({ imageUrl: url })
}
