import sharp from 'sharp'
import { findBackdrop } from './backdrop.ts'

/** The formats of the result. */
export type OutputFormat = 'png' | 'webp' | 'jpeg'

const MAX_SIDE = 1024
/** The softness of the edge, in pixels. */
const EDGE_SOFTNESS = 1.2

/** Makes the backdrop of a product picture transparent. The sides of the result are at most 1024 pixels. */
export async function removeBackground(image: Uint8Array, format: OutputFormat): Promise<Buffer> {
  const { data, info } = await sharp(image)
    .autoOrient()
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info

  const backdrop = findBackdrop({ colours: data, width, height })
  const alpha = await softMask(backdrop, width, height)
  return sharp(data, { raw: { width, height, channels: 3 } })
    .joinChannel(alpha, { raw: { width, height, channels: 1 } })
    .toFormat(format)
    .toBuffer()
}

/** Softens the edge. The contrast moves it into the product, so that no rim of backdrop shows. */
function softMask(backdrop: Uint8Array, width: number, height: number): Promise<Buffer> {
  const opaque = Buffer.from(backdrop.map((isBackdrop) => (isBackdrop ? 0 : 255)))
  return sharp(opaque, { raw: { width, height, channels: 1 } })
    .blur(EDGE_SOFTNESS)
    .linear(3, -2 * 255)
    .extractChannel(0)
    .raw()
    .toBuffer()
}
