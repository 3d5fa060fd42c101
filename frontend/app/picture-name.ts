/** What a picture shows as far as its file name tells: `/a/brown-shoe.jpg` is "brown shoe". */
export function pictureName(address: string): string {
  const file = URL.parse(address)?.pathname.split('/').at(-1) ?? ''
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
