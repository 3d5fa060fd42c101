/** A picture with three bytes for each pixel: red, green, blue. */
export interface Picture {
  readonly colours: Uint8Array
  readonly width: number
  readonly height: number
}

/** Returns the difference of two colours. Hue counts more than brightness, which shadows change. */
export function difference(
  a: ArrayLike<number>,
  pixelA: number,
  b: ArrayLike<number>,
  pixelB: number,
): number {
  const red = (a[pixelA * 3] as number) - (b[pixelB * 3] as number)
  const green = (a[pixelA * 3 + 1] as number) - (b[pixelB * 3 + 1] as number)
  const blue = (a[pixelA * 3 + 2] as number) - (b[pixelB * 3 + 2] as number)
  const brightness = 0.299 * red + 0.587 * green + 0.114 * blue
  return Math.hypot(0.6 * brightness, 1.5 * (red - brightness), 1.5 * (blue - brightness))
}
