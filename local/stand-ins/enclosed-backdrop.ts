import { difference, type Picture } from './picture.ts'

/** The greatest difference of a pixel from the backdrop that is expected behind the product. */
const MAX_DIFFERENCE = 6
/** Half the side of the square that must match, so that thin reflections stay. */
const MATCH_RADIUS = 5
/** The distance from the product at which the backdrop is read, beyond the product's blurred edge. */
const CLEARANCE_PIXELS = 4
/** If the backdrop is at least this white, white within the product is part of the product. */
const BLANK_WHITE = 248

/** Returns pixels where the backdrop shows through the product, such as in the handle of a mug. */
export function findEnclosedBackdrop(picture: Picture, backdrop: Uint8Array): number[] {
  const { width } = picture
  const matching = findMatching(picture, backdrop)
  const corners = [width + 1, width - 1, 1 - width, -1 - width].map((step) => step * MATCH_RADIUS)

  const found: number[] = []
  matching.forEach((matches, pixel) => {
    if (matches && corners.every((corner) => matching[pixel + corner])) found.push(pixel)
  })
  return found
}

/** Marks pixels that look like the backdrop, with the product on their left and right. */
function findMatching(picture: Picture, backdrop: Uint8Array): Uint8Array {
  const matching = new Uint8Array(backdrop.length)
  let last = -1
  backdrop.forEach((isBackdrop, pixel) => {
    if (!isBackdrop) return
    const sameRow = Math.floor(last / picture.width) === Math.floor(pixel / picture.width)
    if (sameRow && pixel - last > 1) matchSpan(picture, matching, last, pixel)
    last = pixel
  })
  return matching
}

/** Compares the pixels between two pixels of the backdrop with a blend of the two. */
function matchSpan(
  { colours }: Picture,
  matching: Uint8Array,
  before: number,
  after: number,
): void {
  const left = colours.subarray((before - CLEARANCE_PIXELS) * 3)
  const right = colours.subarray((after + CLEARANCE_PIXELS) * 3)
  for (let pixel = before + 1; pixel < after; pixel += 1) {
    const share = (pixel - before) / (after - before)
    const expected = [0, 1, 2].map(
      (channel) => (1 - share) * (left[channel] ?? 0) + share * (right[channel] ?? 0),
    )
    const isBlank = Math.min(...expected) >= BLANK_WHITE
    if (!isBlank && difference(colours, pixel, expected, 0) < MAX_DIFFERENCE) matching[pixel] = 1
  }
}
