import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Samples, startSamples } from '../../local/stand-ins/samples.ts'

let samples: Samples

beforeAll(async () => {
  samples = await startSamples()
})
afterAll(() => samples.stop())

describe('the good pictures', () => {
  it('are three JPEGs of 800 by 800 pixels', async () => {
    expect(samples.pictures).toHaveLength(3)
    for (const picture of samples.pictures) {
      const response = await fetch(picture)
      expect(response.headers.get('content-type')).toBe('image/jpeg')
      const metadata = await sharp(await response.arrayBuffer()).metadata()
      expect(metadata).toMatchObject({ format: 'jpeg', width: 800, height: 800 })
    }
  })
})

describe('the bad pictures', () => {
  const get = (path: string, init?: RequestInit) => fetch(samples.url + path, init)

  it('include a text', async () => {
    const response = await get('/notes.txt')
    expect(response.headers.get('content-type')).toBe('text/plain')
  })

  it('include one that does not exist', async () => {
    expect((await get('/missing.jpg')).status).toBe(404)
    expect((await get('/toString')).status).toBe(404)
  })

  it('include one of more than 11 MB without a content-length', async () => {
    const response = await get('/huge.jpg')
    expect(response.headers.has('content-length')).toBe(false)
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(11 * 1024 * 1024)
  })

  it('include one whose body never arrives', async () => {
    const other = await startSamples()
    const response = await fetch(`${other.url}/slow.jpg`)
    expect(response.status).toBe(200)
    const body = response.arrayBuffer()
    await Promise.all([expect(body).rejects.toThrow('terminated'), other.stop()])
  })

  it.each([
    ['/redirect.jpg', '/mug.jpg'],
    ['/redirect-loop.jpg', '/redirect-loop.jpg'],
    ['/redirect-to-metadata.jpg', 'http://169.254.169.254/latest/meta-data/'],
  ])('include %s, which redirects to %s', async (path, target) => {
    const response = await get(path, { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe(target)
  })
})
