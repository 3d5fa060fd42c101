import sharp from 'sharp'
import { findBackdrop } from './backdrop.ts'

/** The formats that a picture without its background can be written in. */
export type OutputFormat = 'png' | 'webp' | 'jpeg'

const maxSide = 1024
/** How far the edge is softened, in pixels. */
const edgeSoftness = 1.2

/** Makes the backdrop of a product picture transparent; the result is at most 1024 pixels long. */
export async function removeBackground(image: Uint8Array, format: OutputFormat): Promise<Buffer> {
  const { data, info } = await sharp(image)
    .autoOrient()
    .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
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

/** The raised contrast moves the soft edge into the product, so that no rim of backdrop shows. */
function softMask(backdrop: Uint8Array, width: number, height: number): Promise<Buffer> {
  const opaque = Buffer.from(backdrop.map((isBackdrop) => (isBackdrop ? 0 : 255)))
  return sharp(opaque, { raw: { width, height, channels: 1 } })
    .blur(edgeSoftness)
    .linear(3, -2 * 255)
    .extractChannel(0)
    .raw()
    .toBuffer()
}
