import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

type Send = (response: ServerResponse) => void

const JPEG_START = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
const HUGE_BYTES = 12 * 1024 * 1024

const BAD_PICTURES: Readonly<Record<string, Send>> = {
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

/** Returns the bad picture at a path, if there is one. Each one causes another failure. */
export function findBadPicture(path: string): Send | undefined {
  return Object.hasOwn(BAD_PICTURES, path) ? BAD_PICTURES[path] : undefined
}

function redirectTo(location: string): Send {
  return (response) => response.writeHead(302, { location }).end()
}

/** Begins like a JPEG. Only its size is wrong, and no header states it. */
function* hugePicture(): Generator<Buffer> {
  yield JPEG_START
  const block = Buffer.alloc(64 * 1024)
  for (let sent = 0; sent < HUGE_BYTES; sent += block.length) yield block
}
