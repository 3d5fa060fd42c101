import {
  BedrockRuntimeClient,
  InternalServerException,
  InvokeModelCommand,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bedrock, startBedrock } from '../../local/stand-ins/bedrock.ts'
import { clientOptions } from './client-options.ts'

const modelId = 'us.stability.stable-image-remove-background-v1:0'

let bedrock: Bedrock
let client: BedrockRuntimeClient

beforeAll(async () => {
  bedrock = await startBedrock()
  client = new BedrockRuntimeClient(clientOptions(bedrock.url))
})
afterAll(async () => {
  client.destroy()
  await bedrock.stop()
})

/** Draws a red disc with a hole to the right of its centre, on a backdrop that gets darker. */
function drawDisc(width = 300, height = 300): Sharp {
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 300"
        width="${width}" height="${height}" preserveAspectRatio="none">
      <linearGradient id="backdrop" x2="0" y2="1">
        <stop stop-color="#e6e0d8"/><stop offset="1" stop-color="#cfc8bf"/>
      </linearGradient>
      <rect width="300" height="300" fill="url(#backdrop)"/>
      <circle cx="150" cy="150" r="100" fill="#b3202a"/>
      <circle cx="205" cy="150" r="25" fill="#dbd4cc"/>
    </svg>`),
  )
}

async function send(body: unknown, toModel = modelId) {
  const { body: answer } = await client.send(
    new InvokeModelCommand({
      modelId: toModel,
      contentType: 'application/json',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  )
  return JSON.parse(answer.transformToString())
}

async function requestFor(picture: Sharp) {
  return { image: (await picture.toBuffer()).toString('base64'), output_format: 'png' }
}

async function readAlpha(base64: string) {
  const picture = sharp(Buffer.from(base64, 'base64'))
  const { format, hasAlpha, width, height } = await picture.metadata()
  const alpha = await picture.extractChannel('alpha').raw().toBuffer()
  const at = (x: number, y: number) =>
    alpha[Math.round(y * (height - 1)) * width + Math.round(x * (width - 1))]
  return { format, hasAlpha, width, height, at }
}

describe('removing a background', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('keeps only the product of a %s', async (format) => {
    const answer = await send(await requestFor(drawDisc().toFormat(format)))
    expect(answer).toEqual({
      seeds: [expect.any(Number)],
      finish_reasons: [null],
      images: [expect.any(String)],
    })

    const result = await readAlpha(answer.images[0])
    expect(result).toMatchObject({ format: 'png', hasAlpha: true, width: 300, height: 300 })
    const corners = [result.at(0, 0), result.at(1, 0), result.at(0, 1), result.at(1, 1)]
    expect(corners).toEqual([0, 0, 0, 0])
    expect(result.at(0.5, 0.5)).toBe(255)
  })

  it('removes the backdrop in a hole of the product', async () => {
    const answer = await send(await requestFor(drawDisc().png()))
    const result = await readAlpha(answer.images[0])
    expect(result.at(205 / 300, 0.5)).toBe(0)
  })

  it('softens the edge', async () => {
    const answer = await send(await requestFor(drawDisc().png()))
    const result = await readAlpha(answer.images[0])
    const acrossTheEdge = Array.from({ length: 12 }, (_, step) => result.at(0.5, (46 + step) / 299))
    expect(acrossTheEdge.some((alpha) => alpha !== 0 && alpha !== 255)).toBe(true)
  })

  it('accepts a large picture and reduces it to 1024 pixels', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
    const large = sharp({
      create: { width: 3600, height: 2400, channels: 3, background: 'grey', noise },
    }).jpeg({ quality: 92 })
    const request = await requestFor(large)
    expect(request.image.length).toBeGreaterThan(9_000_000)
    const result = await readAlpha((await send(request)).images[0])
    expect(result).toMatchObject({ width: 1024, height: 683 })
  })

  it('supports HTTP/1.1', async () => {
    const response = await fetch(`${bedrock.url}/model/${encodeURIComponent(modelId)}/invoke`, {
      method: 'POST',
      body: JSON.stringify(await requestFor(drawDisc().jpeg())),
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/)
    const { images } = (await response.json()) as { images: [string] }
    expect((await readAlpha(images[0])).at(0.5, 0.5)).toBe(255)
  })
})

describe('errors', () => {
  it.each([
    ['no JSON', 'picture', 'not JSON'],
    ['no picture', { output_format: 'png' }, 'image: a picture in base64 is required'],
    ['no base64', { image: 'data:image/png;base64,AAAA' }, 'base64'],
    ['no known picture', { image: 'AAAA' }, 'cannot be read'],
    ['an unknown output format', { image: 'AAAA', output_format: 'gif' }, 'output_format'],
  ])('responds with a ValidationException to a body with %s', async (_, body, message) => {
    const failure = send(body)
    await expect(failure).rejects.toThrow(ValidationException)
    await expect(failure).rejects.toThrow(message)
  })

  it.each([
    ['too small', drawDisc(300, 63).png(), 'at least 64 pixels'],
    ['too large', drawDisc(3073, 3072).png(), '9437184 pixels'],
    ['too narrow', drawDisc(300, 100).png(), 'aspect ratio'],
    ['a GIF', drawDisc().gif(), 'not gif'],
  ])('responds with a ValidationException to a picture that is %s', async (_, picture, message) => {
    const failure = send(await requestFor(picture))
    await expect(failure).rejects.toThrow(ValidationException)
    await expect(failure).rejects.toThrow(message)
  })

  it('responds with a ResourceNotFoundException for another model', async () => {
    await expect(send({}, 'amazon.nova-canvas-v1:0')).rejects.toThrow(ResourceNotFoundException)
  })
})

describe('failNext', () => {
  it('makes a command fail if all attempts fail', async () => {
    bedrock.failNext(3)
    const failure = await send(await requestFor(drawDisc().png())).catch((error) => error)
    expect(failure).toBeInstanceOf(InternalServerException)
    expect(failure.$metadata).toMatchObject({ httpStatusCode: 500, attempts: 3 })
  })

  it('lets a command succeed at the next attempt', async () => {
    bedrock.failNext(2)
    const answer = await send(await requestFor(drawDisc().png()))
    expect(answer.finish_reasons).toEqual([null])
  })

  it.each([-1, 0.5, Number.NaN])('refuses %s', (times) => {
    expect(() => bedrock.failNext(times)).toThrow(TypeError)
  })
})
