import { difference, type Picture } from './picture.ts'

/** How far a pixel may be from the backdrop that is expected behind the product. */
const tolerance = 6
/** Half the side of the square that has to match, so that thin reflections stay. */
const reach = 5
/** How far beside the product the backdrop is looked at, clear of the product's blurred edge. */
const clearance = 4
/** On a backdrop as white as this, white within the product is more likely a part of it. */
const blankWhite = 248

/** Finds pixels where the backdrop shows through the product, as through the handle of a mug. */
export function findEnclosedBackdrop(picture: Picture, backdrop: Uint8Array): number[] {
  const { width } = picture
  const matching = findMatching(picture, backdrop)
  const corners = [width + 1, width - 1, 1 - width, -1 - width].map((step) => step * reach)

  const found: number[] = []
  matching.forEach((matches, pixel) => {
    if (matches && corners.every((corner) => matching[pixel + corner])) found.push(pixel)
  })
  return found
}

/** Marks what looks like the backdrop but has the product on its left and on its right. */
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

/** Compares the pixels between two of the backdrop with a blend of those two. */
function matchSpan(
  { colours }: Picture,
  matching: Uint8Array,
  before: number,
  after: number,
): void {
  const left = colours.subarray((before - clearance) * 3)
  const right = colours.subarray((after + clearance) * 3)
  for (let pixel = before + 1; pixel < after; pixel += 1) {
    const share = (pixel - before) / (after - before)
    const expected = [0, 1, 2].map(
      (channel) => (1 - share) * (left[channel] ?? 0) + share * (right[channel] ?? 0),
    )
    const isBlank = Math.min(...expected) >= blankWhite
    if (!isBlank && difference(colours, pixel, expected, 0) < tolerance) matching[pixel] = 1
  }
}
