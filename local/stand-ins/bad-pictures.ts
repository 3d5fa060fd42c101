import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

type Send = (response: ServerResponse) => void

const jpegStart = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
const hugeBytes = 12 * 1024 * 1024

const badPictures: Readonly<Record<string, Send>> = {
  '/missing.jpg': (response) => response.writeHead(404).end(),
  '/notes.txt': (response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('This is not a picture.\n')
  },
  '/huge.jpg': (response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' })
    Readable.from(hugePicture()).pipe(response)
  },
  '/slow.jpg': (response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' }).flushHeaders()
  },
  '/redirect.jpg': redirectTo('/mug.jpg'),
  '/redirect-loop.jpg': redirectTo('/redirect-loop.jpg'),
  '/redirect-to-metadata.jpg': redirectTo('http://169.254.169.254/latest/meta-data/'),
}

/** Finds what misbehaves at a path, if anything does: each one tries out a failure. */
export function findBadPicture(path: string): Send | undefined {
  return Object.hasOwn(badPictures, path) ? badPictures[path] : undefined
}

function redirectTo(location: string): Send {
  return (response) => response.writeHead(302, { location }).end()
}

/** Begins like a JPEG, to be turned down for its size only, which no header announces. */
function* hugePicture(): Generator<Buffer> {
  yield jpegStart
  const block = Buffer.alloc(64 * 1024)
  for (let sent = 0; sent < hugeBytes; sent += block.length) yield block
}
