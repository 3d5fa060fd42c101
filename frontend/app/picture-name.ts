/** Returns the name of a picture by its file name: `brown shoe` for `/a/brown-shoe.jpg`. */
export function pictureName(url: string): string {
  const file = URL.parse(url)?.pathname.split('/').at(-1) ?? ''
  const words = decode(file)
    .replace(/\.\w+$/, '')
    .replace(/[-_\s]+/g, ' ')
    .trim()
  return words || 'picture'
}

function decode(file: string): string {
  try {
    return decodeURIComponent(file)
  } catch {
    return file
  }
}
