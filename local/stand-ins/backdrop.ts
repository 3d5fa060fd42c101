import { findEnclosedBackdrop } from './enclosed-backdrop.ts'
import { difference, type Picture } from './picture.ts'

/** The greatest difference of a pixel from the backdrop next to it. */
const MAX_DIFFERENCE = 14
/** The greatest difference of a pixel from the border's median colour. */
const MAX_BORDER_DIFFERENCE = 55
/** The share of each pixel in the colour that its neighbours are compared with, to follow shadows. */
const DRIFT = 0.15

/** Marks the pixels of the backdrop with 1. The backdrop spreads inwards from the border. */
export function findBackdrop(picture: Picture): Uint8Array {
  const { colours, width, height } = picture
  const backdrop = new Uint8Array(width * height)
  const border = borderPixels(width, height)
  const borderColour = medianColour(colours, border)
  const followed = new Float32Array(colours)
  const queue: number[] = []

  function spread(from: number, to: number): void {
    if (backdrop[to] || difference(colours, to, followed, from) > MAX_DIFFERENCE) return
    if (difference(colours, to, borderColour, 0) > MAX_BORDER_DIFFERENCE) return
    for (let channel = 0; channel < 3; channel += 1) {
      const before = followed[from * 3 + channel] as number
      const here = colours[to * 3 + channel] as number
      followed[to * 3 + channel] = before + DRIFT * (here - before)
    }
    backdrop[to] = 1
    queue.push(to)
  }

  function spreadFrom(starts: Iterable<number>): void {
    for (const start of starts) {
      if (difference(colours, start, borderColour, 0) > MAX_BORDER_DIFFERENCE) continue
      backdrop[start] = 1
      queue.push(start)
    }
    for (const pixel of queue) {
      for (const neighbour of neighbours(pixel, width, height)) spread(pixel, neighbour)
    }
    queue.length = 0
  }

  spreadFrom(border)
  spreadFrom(findEnclosedBackdrop(picture, backdrop))
  return backdrop
}

function neighbours(pixel: number, width: number, height: number): number[] {
  const column = pixel % width
  const found: number[] = []
  if (column > 0) found.push(pixel - 1)
  if (column < width - 1) found.push(pixel + 1)
  if (pixel >= width) found.push(pixel - width)
  if (pixel < width * (height - 1)) found.push(pixel + width)
  return found
}

function borderPixels(width: number, height: number): Set<number> {
  const pixels = new Set<number>()
  for (let column = 0; column < width; column += 1) {
    pixels.add(column).add((height - 1) * width + column)
  }
  for (let row = 0; row < height; row += 1) {
    pixels.add(row * width).add((row + 1) * width - 1)
  }
  return pixels
}

/** Returns the median of each channel. A product that touches the border hardly changes it. */
function medianColour(colours: Uint8Array, pixels: Iterable<number>): number[] {
  return [0, 1, 2].map((channel) => {
    const values = Array.from(pixels, (pixel) => colours[pixel * 3 + channel] as number)
    values.sort((a, b) => a - b)
    return values[values.length >> 1] as number
  })
}
