import { createServer, type ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { findBadPicture } from './bad-pictures.ts'
import { listen, type StandIn } from './stand-in.ts'

/** A web server with sample pictures. */
export interface Samples extends StandIn {
  /** The URLs of the good pictures. */
  readonly pictures: string[]
}

const PICTURE_NAMES = ['mug', 'plant', 'lamp']

/** Starts a web server with product pictures, and with the bad pictures of `bad-pictures.ts`. */
export async function startSamples(): Promise<Samples> {
  const drawn = await Promise.all(PICTURE_NAMES.map(drawPicture))
  const pictures = new Map<string, Buffer>(
    drawn.map((picture, index) => [`/${PICTURE_NAMES[index]}.jpg`, picture]),
  )

  const server = createServer(({ url = '' }, response) => {
    const picture = pictures.get(url)
    const sendBad = findBadPicture(url)
    if (picture !== undefined) sendPicture(response, picture)
    else if (sendBad !== undefined) sendBad(response)
    else response.writeHead(404).end()
  })

  const standIn = await listen(server)
  return { ...standIn, pictures: [...pictures.keys()].map((path) => standIn.url + path) }
}

function drawPicture(name: string): Promise<Buffer> {
  const drawing = new URL(`../samples/${name}.svg`, import.meta.url)
  return sharp(fileURLToPath(drawing)).jpeg({ quality: 90 }).toBuffer()
}

function sendPicture(response: ServerResponse, picture: Buffer): void {
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': picture.length })
  response.end(picture)
}
