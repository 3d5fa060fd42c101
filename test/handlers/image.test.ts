import dns, { type LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '../../handlers/failure.ts'
import { fetchImage, parseImageUrl } from '../../handlers/image.ts'

const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
const png = await pixel.clone().png().toBuffer()
const jpeg = await pixel.clone().jpeg().toBuffer()
const webp = await pixel.clone().webp().toBuffer()
const gif = await pixel.clone().gif().toBuffer()

const servers: Server[] = []

/** Starts a host on a free port of 127.0.0.1, and counts its connections and requests. */
async function startHost(answer: RequestListener) {
  const server = createServer(answer)
  const counts = { connections: 0, requests: 0 }
  server.on('connection', () => {
    counts.connections += 1
  })
  server.on('request', () => {
    counts.requests += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  const { port } = server.address() as AddressInfo
  return { server, counts, port, origin: `http://127.0.0.1:${port}` }
}

/** Fetches from a new host, which is an allowed origin. */
async function fetchFrom(
  answer: RequestListener,
  options: { timeoutMs?: number; maxBytes?: number } = {},
) {
  const { origin } = await startHost(answer)
  return fetchImage(new URL('/cat', origin), { allowedOrigins: [origin], ...options })
}

/** Makes every name resolve to these addresses. */
function resolveNamesTo(...addresses: LookupAddress[]) {
  return replaceLookup((callback) => callback(null, addresses))
}

function replaceLookup(
  answer: (callback: (error: Error | null, found: LookupAddress[]) => void) => void,
) {
  const spy = vi.spyOn(dns, 'lookup')
  spy.mockImplementation(((_name: string, _options: object, callback: never) =>
    answer(callback)) as never)
  syncBuiltinESMExports()
  return spy
}

beforeEach(() => {
  servers.length = 0
})

// Closing a server waits for its connections, so a connection that is left open fails the test.
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  syncBuiltinESMExports()
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
}, 5_000)

describe('parseImageUrl', () => {
  it.each([
    'http://example.com/cat.png',
    'HTTPS://example.com:8443/cat?size=1#top',
    `https://example.com/${'a'.repeat(2048 - 20)}`,
  ])('accepts %s', (value) => {
    expect(parseImageUrl(value).href).toBe(new URL(value).href)
  })

  it.each([undefined, null, ''])('reports that %j is missing', (value) => {
    expect(() => parseImageUrl(value)).toThrow(
      expect.objectContaining({ statusCode: 400, code: 'IMAGE_URL_MISSING' }),
    )
  })

  it.each([
    42,
    ['https://example.com/cat.png'],
    ' ',
    'cat.png',
    '//example.com/cat.png',
    'https://',
    'ftp://example.com/cat.png',
    'file:///etc/passwd',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    'blob:https://example.com/1',
    'https://user@example.com/cat.png',
    'https://user:secret@example.com/cat.png',
    'https://:secret@example.com/cat.png',
    `https://example.com/${'a'.repeat(2048 - 19)}`,
  ])('reports that %j is invalid', (value) => {
    expect(() => parseImageUrl(value)).toThrow(
      expect.objectContaining({ statusCode: 400, code: 'IMAGE_URL_INVALID' }),
    )
  })
})

describe('the request', () => {
  it('has no headers of the trace', async () => {
    let received: object = {}
    await fetchFrom((request, response) => {
      received = { ...request.headers, host: 'the host' }
      response.end(png)
    })
    expect(received).toEqual({
      accept: 'image/png, image/jpeg, image/webp',
      'accept-encoding': 'identity',
      'user-agent': 'bg-remover',
      connection: 'close',
      host: 'the host',
    })
    expect(received).not.toHaveProperty('traceparent')
    expect(received).not.toHaveProperty('x-trace-id')
  })

  it('uses a new connection for each picture, and sends no cookie back', async () => {
    const cookies: unknown[] = []
    const { origin, counts } = await startHost((request, response) => {
      cookies.push(request.headers.cookie)
      response.setHeader('set-cookie', 'id=1').end(png)
    })
    await fetchImage(new URL(origin), { allowedOrigins: [origin] })
    await fetchImage(new URL(origin), { allowedOrigins: [origin] })
    expect(counts).toEqual({ connections: 2, requests: 2 })
    expect(cookies).toEqual([undefined, undefined])
  })
})

describe('the media type', () => {
  it.each([
    ['image/png', png, 'text/html'],
    ['image/jpeg', jpeg, 'image/png'],
    ['image/webp', webp, undefined],
  ])('is %s by the content, whatever the header says', async (mediaType, bytes, header) => {
    const image = await fetchFrom((_request, response) => {
      response.writeHead(200, header === undefined ? {} : { 'content-type': header }).end(bytes)
    })
    expect(image).toEqual({ bytes, mediaType })
  })

  it.each([
    ['a page', '<!doctype html><title>cat</title>'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['a GIF', gif],
    ['a PNG that is cut after its signature', png.subarray(0, 8)],
    ['a single byte', 'a'],
    ['nothing', ''],
  ])('of %s is refused, whatever the header says', async (_title, body) => {
    const image = fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).end(body)
    })
    await expect(image).rejects.toMatchObject({ statusCode: 415, code: 'IMAGE_TYPE_UNSUPPORTED' })
  })

  it('of an empty response is refused', async () => {
    const image = fetchFrom((_request, response) => {
      response.writeHead(204).end()
    })
    await expect(image).rejects.toMatchObject({ statusCode: 415, code: 'IMAGE_TYPE_UNSUPPORTED' })
  })

  it('of an encoded response is refused', async () => {
    const image = fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(png)
    })
    await expect(image).rejects.toMatchObject({ statusCode: 415, code: 'IMAGE_TYPE_UNSUPPORTED' })
  })

  it('of a response encoded as identity is accepted', async () => {
    const image = await fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'identity' }).end(png)
    })
    expect(image.mediaType).toBe('image/png')
  })
})

describe('an address', () => {
  const refused = { statusCode: 400, code: 'IMAGE_ADDRESS_REFUSED' }

  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.0.0.1.',
    '①②⑦.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::127.0.0.1]',
    'localhost',
    'LOCALHOST',
    '0.0.0.0',
    '0',
    '[::]',
  ])('of this machine, written %s, is refused before a connection', async (host) => {
    const { counts, port } = await startHost((_request, response) => response.end(png))
    for (const scheme of ['http', 'https']) {
      const image = fetchImage(new URL(`${scheme}://${host}:${port}/cat`), { allowedOrigins: [] })
      await expect(image).rejects.toMatchObject(refused)
    }
    expect(counts.connections).toBe(0)
  })

  const special = [
    '10.0.0.1',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::a00:1',
    '::ffff:a00:1',
    '::ffff:0:a00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a00:1',
    '100:0:0:1::1',
    '2001::1',
    '2001:db8::1',
    '2002:a00:1::1',
    '3fff::1',
    '4000::1',
    'fd00:ec2::254',
    'fe80::1',
    'fec0::1',
    'ff02::1',
  ].map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }))

  it.each(special)('such as $address is refused in a URL', async ({ address, family }) => {
    const url = new URL(`http://${family === 6 ? `[${address}]` : address}/cat`)
    const failure = fetchImage(url, { allowedOrigins: [] }).catch((error: unknown) => error)
    expect(await failure).toMatchObject(refused)
    expect((await failure) as Failure).toHaveProperty(
      'message',
      'Pictures are fetched from public http and https addresses only.',
    )
  })

  it.each(special)('such as $address is refused behind a name', async (address) => {
    resolveNamesTo(address)
    for (const scheme of ['http', 'https']) {
      const image = fetchImage(new URL(`${scheme}://cat.example/`), { allowedOrigins: [] })
      await expect(image).rejects.toMatchObject(refused)
    }
  })

  it.each([
    [
      [
        { address: '1.1.1.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    ],
    [
      [
        { address: '2606:4700::1', family: 6 },
        { address: '10.0.0.1', family: 4 },
      ],
    ],
    [
      [
        { address: '1.1.1.1', family: 4 },
        { address: '::7f00:1', family: 6 },
      ],
    ],
  ])('is refused if one of a name’s addresses is private: %j', async (addresses) => {
    const lookup = resolveNamesTo(...addresses)
    const image = fetchImage(new URL('http://cat.example/'), { allowedOrigins: [] })
    await expect(image).rejects.toMatchObject(refused)
    expect(lookup).toHaveBeenCalledTimes(1)
  })

  it('may be private for an allowed origin', async () => {
    resolveNamesTo({ address: '127.0.0.1', family: 4 })
    const { port } = await startHost((_request, response) => response.end(png))
    const origin = `http://storage.example:${port}`
    const image = await fetchImage(new URL(`${origin}/cat`), { allowedOrigins: [origin] })
    expect(image.mediaType).toBe('image/png')
  })

  it.each([
    (port: number) => `https://127.0.0.1:${port}`,
    (port: number) => `http://localhost:${port}`,
    (port: number) => `http://127.0.0.1:${port + 1}`,
    () => 'http://127.0.0.1',
  ])('is refused if scheme, host or port differ from the allowed origin (%#)', async (origin) => {
    const { counts, port } = await startHost((_request, response) => response.end(png))
    const url = new URL(`http://127.0.0.1:${port}/`)
    const image = fetchImage(url, { allowedOrigins: [origin(port)] })
    await expect(image).rejects.toMatchObject(refused)
    expect(counts.connections).toBe(0)
  })

  it('has the network’s error as the cause of its failure', async () => {
    const failure = await fetchImage(new URL('http://localhost/'), { allowedOrigins: [] }).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toHaveProperty('cause.message', expect.stringContaining('not allowed'))
  })
})

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('with status %d is followed', async (status) => {
    const image = await fetchFrom((request, response) => {
      if (request.url === '/cat') {
        response.writeHead(status, { location: 'pictures/../cat.png?size=1' }).end('moved')
      } else {
        response.end(request.url === '/cat.png?size=1' ? png : 'wrong path')
      }
    })
    expect(image.mediaType).toBe('image/png')
  })

  it.each([300, 304, 305, 306])('with status %d is not followed', async (status) => {
    const image = fetchFrom((_request, response) => {
      response.writeHead(status, { location: '/cat.png' }).end()
    })
    await expect(image).rejects.toMatchObject({ statusCode: 422, code: 'IMAGE_NOT_FOUND' })
  })

  it.each([{}, { location: 'http://[' }])(
    'without a valid location is no picture: %j',
    async (headers) => {
      const image = fetchFrom((_request, response) => {
        response.writeHead(302, headers).end()
      })
      await expect(image).rejects.toMatchObject({ statusCode: 422, code: 'IMAGE_NOT_FOUND' })
    },
  )

  /** Answers /cat with this many redirects, then with the picture. */
  function redirectTimes(times: number): RequestListener {
    let left = times
    return (_request, response) => {
      if (left === 0) {
        response.end(png)
      } else {
        left -= 1
        response.writeHead(302, { location: '/cat' }).end()
      }
    }
  }

  it('may follow 3 times', async () => {
    expect((await fetchFrom(redirectTimes(3))).mediaType).toBe('image/png')
  })

  it('may not follow 4 times', async () => {
    await expect(fetchFrom(redirectTimes(4))).rejects.toMatchObject({
      statusCode: 422,
      code: 'IMAGE_TOO_MANY_REDIRECTS',
    })
  })

  it('closes its connection before the picture arrives, however long its body is', async () => {
    const closed = Promise.withResolvers<void>()
    const image = await fetchFrom(async (request, response) => {
      if (request.url === '/cat') {
        response.once('close', closed.resolve)
        response.writeHead(302, { location: '/next' }).write('a body that never ends')
      } else {
        await closed.promise
        response.end(png)
      }
    })
    expect(image.mediaType).toBe('image/png')
  })

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[::ffff:169.254.169.254]/',
    '//10.0.0.1/cat.png',
    'ftp://example.com/cat.png',
    'file:///etc/passwd',
    `data:image/png;base64,${png.toString('base64')}`,
  ])('from an allowed origin to %s is refused', async (location) => {
    const image = fetchFrom((_request, response) => {
      response.writeHead(302, { location }).end()
    })
    await expect(image).rejects.toMatchObject({ statusCode: 400, code: 'IMAGE_ADDRESS_REFUSED' })
  })

  it('to a port that is not allowed is refused', async () => {
    const other = await startHost((_request, response) => response.end(png))
    const image = fetchFrom((_request, response) => {
      response.writeHead(302, { location: `${other.origin}/cat.png` }).end()
    })
    await expect(image).rejects.toMatchObject({ statusCode: 400, code: 'IMAGE_ADDRESS_REFUSED' })
    expect(other.counts.connections).toBe(0)
  })

  it('to a URL with a password is refused, even at an allowed origin', async () => {
    const { counts, origin, port } = await startHost((_request, response) => {
      response.writeHead(302, { location: `http://user:secret@127.0.0.1:${port}/` }).end()
    })
    const image = fetchImage(new URL(origin), { allowedOrigins: [origin] })
    await expect(image).rejects.toMatchObject({ statusCode: 400, code: 'IMAGE_ADDRESS_REFUSED' })
    expect(counts.requests).toBe(1)
  })

  it('to another allowed origin is followed', async () => {
    const target = await startHost((_request, response) => response.end(jpeg))
    const start = await startHost((_request, response) => {
      response.writeHead(307, { location: `${target.origin}/cat` }).end()
    })
    const allowedOrigins = [start.origin, target.origin]
    const image = await fetchImage(new URL(start.origin), { allowedOrigins })
    expect(image.mediaType).toBe('image/jpeg')
  })
})

describe('the size', () => {
  const tooLarge = { statusCode: 413, code: 'IMAGE_TOO_LARGE' }

  it('may be exactly the limit, announced or chunked', async () => {
    const maxBytes = png.length
    const announced = fetchFrom((_request, response) => response.end(png), { maxBytes })
    const chunked = fetchFrom(
      (_request, response) => {
        response.write(png.subarray(0, 10))
        response.end(png.subarray(10))
      },
      { maxBytes },
    )
    expect((await announced).bytes).toEqual(png)
    expect((await chunked).bytes).toEqual(png)
  })

  it('is refused by content-length before the body arrives', async () => {
    const image = fetchFrom((_request, response) => {
      response.writeHead(200, { 'content-length': 10 * 1024 * 1024 + 1 }).flushHeaders()
    })
    await expect(image).rejects.toMatchObject(tooLarge)
  })

  it('is refused while the body arrives, and the connection is closed', async () => {
    const chunk = Buffer.alloc(64 * 1024)
    const chunks = 1024
    let sent = 0
    const cut = Promise.withResolvers<void>()
    const image = fetchFrom(
      (_request, response) => {
        response.once('close', cut.resolve)
        Readable.from(
          (function* () {
            for (; sent < chunks; sent += 1) {
              yield chunk
            }
          })(),
        ).pipe(response)
      },
      { maxBytes: 100_000 },
    )
    await expect(image).rejects.toMatchObject(tooLarge)
    await cut.promise
    expect(sent).toBeLessThan(chunks)
  })
})

describe('the host', () => {
  const unreachable = { statusCode: 422, code: 'IMAGE_UNREACHABLE', cause: expect.any(Error) }

  it.each([400, 401, 403, 404, 410, 429, 500, 503])(
    'that answers %d has no picture',
    async (status) => {
      const image = fetchFrom((_request, response) => {
        response.writeHead(status).end(png)
      })
      await expect(image).rejects.toMatchObject({ statusCode: 422, code: 'IMAGE_NOT_FOUND' })
    },
  )

  it.each<[string, RequestListener]>([
    ['closes the connection', (request) => request.socket.destroy()],
    ['resets the connection', (request) => request.socket.resetAndDestroy()],
    ['speaks another protocol', (request) => request.socket.end('220 mail.example ESMTP\r\n')],
    [
      'switches to another protocol',
      (request) =>
        request.socket.end('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    ],
    [
      'cuts the body short',
      (request, response) => {
        response.writeHead(200, { 'content-length': png.length + 1 })
        response.write(png, () => request.socket.destroy())
      },
    ],
    [
      'cuts the chunked body short',
      (request, response) => {
        response.write(png, () => request.socket.destroy())
      },
    ],
  ])('that %s is unreachable', async (_title, answer) => {
    await expect(fetchFrom(answer)).rejects.toMatchObject(unreachable)
  })

  it('whose port is closed is unreachable', async () => {
    const { origin, server } = await startHost(() => undefined)
    await new Promise((resolve) => server.close(resolve))
    const image = fetchImage(new URL(origin), { allowedOrigins: [origin] })
    await expect(image).rejects.toMatchObject(unreachable)
    await expect(image).rejects.not.toHaveProperty('message', expect.stringContaining('127.0.0.1'))
  })

  it('that fails the TLS handshake is unreachable', async () => {
    const { port } = await startHost((_request, response) => response.end(png))
    const origin = `https://127.0.0.1:${port}`
    const image = fetchImage(new URL(origin), { allowedOrigins: [origin] })
    await expect(image).rejects.toMatchObject(unreachable)
  })

  it('whose name does not exist is unreachable', async () => {
    replaceLookup((callback) => callback(new Error('getaddrinfo ENOTFOUND'), []))
    const image = fetchImage(new URL('http://cat.example/'), { allowedOrigins: [] })
    await expect(image).rejects.toMatchObject(unreachable)
  })
})

describe('the timeout', () => {
  const timeout = { statusCode: 422, code: 'IMAGE_TIMEOUT', cause: expect.any(Error) }

  it.each<[string, RequestListener]>([
    ['before it answers', () => undefined],
    ['in the middle of the body', (_request, response) => response.write(png.subarray(0, 10))],
    [
      'after a redirect',
      (request, response) => {
        if (request.url === '/cat') {
          response.writeHead(302, { location: '/slow' }).end()
        }
      },
    ],
  ])(
    'ends a request to a host that stalls %s, and closes the connection',
    async (_title, answer) => {
      await expect(fetchFrom(answer, { timeoutMs: 100 })).rejects.toMatchObject(timeout)
    },
  )

  it('ends a look-up that never resolves', async () => {
    replaceLookup(() => undefined)
    const url = new URL('http://cat.example/')
    const image = fetchImage(url, { allowedOrigins: [], timeoutMs: 20 })
    await expect(image).rejects.toMatchObject(timeout)
  })

  it('is 10 seconds by default', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const asked = Promise.withResolvers<void>()
    const settled = vi.fn()
    const image = fetchFrom(() => asked.resolve())
    image.catch(settled)
    await asked.promise
    await vi.advanceTimersByTimeAsync(9_999)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await expect(image).rejects.toMatchObject(timeout)
  })

  it.each<[string, RequestListener]>([
    ['a picture', (_request, response) => response.end(png)],
    ['a failure', (_request, response) => response.writeHead(404).write('no end')],
    ['a broken connection', (request) => request.socket.destroy()],
  ])('is cleared after %s', async (_title, answer) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await fetchFrom(answer).catch(() => undefined)
    expect(vi.getTimerCount()).toBe(0)
  })
})
