import { randomInt } from 'node:crypto'
import sharp, { type Metadata } from 'sharp'
import { type OutputFormat, removeBackground } from './background-removal.ts'
import { Refusal } from './refusal.ts'

/** What Stability's image models answer. */
export interface ImageResult {
  readonly seeds: readonly number[]
  /** Why a picture was withheld, or null for one that was not. */
  readonly finish_reasons: readonly (string | null)[]
  /** The pictures in base64. */
  readonly images: readonly string[]
}

interface Invocation {
  readonly image: Buffer
  readonly outputFormat: OutputFormat
}

const inputFormats = ['jpeg', 'png', 'webp']
const outputFormats: readonly OutputFormat[] = ['png', 'webp', 'jpeg']

/** The limits that the Bedrock user guide states under "Remove Background". */
const minSide = 64
const maxPixels = 9_437_184
const maxAspectRatio = 2.5

/** Answers one invocation of Stable Image Remove Background, or throws a Refusal. */
export async function invokeRemoveBackground(body: Buffer): Promise<ImageResult> {
  const { image, outputFormat } = parseInvocation(body)
  await checkImage(image)
  const result = await removeBackground(image, outputFormat)
  return {
    seeds: [randomInt(2 ** 32)],
    finish_reasons: [null],
    images: [result.toString('base64')],
  }
}

function parseInvocation(body: Buffer): Invocation {
  const { image, output_format = 'png' } = parseFields(body)
  if (typeof image !== 'string' || !/^[\w+/-]+={0,2}$/.test(image)) {
    throw invalid('image: a picture in base64 is required')
  }
  const outputFormat = outputFormats.find((format) => format === output_format)
  if (outputFormat === undefined) {
    throw invalid(`output_format: must be one of ${outputFormats.join(', ')}`)
  }
  return { image: Buffer.from(image, 'base64'), outputFormat }
}

function parseFields(body: Buffer): Record<string, unknown> {
  try {
    return Object(JSON.parse(body.toString()))
  } catch (cause) {
    throw invalid('Malformed input request: the body is not JSON', { cause })
  }
}

async function checkImage(image: Buffer): Promise<void> {
  const { format, width, height } = await readMetadata(image)
  if (!inputFormats.includes(format)) {
    throw invalid(`image: must be one of ${inputFormats.join(', ')}, not ${format}`)
  }
  if (Math.min(width, height) < minSide) {
    throw invalid(`image: every side must be at least ${minSide} pixels`)
  }
  if (width * height > maxPixels) {
    throw invalid(`image: must not have more than ${maxPixels} pixels`)
  }
  if (Math.max(width / height, height / width) > maxAspectRatio) {
    throw invalid('image: the aspect ratio must be between 1:2.5 and 2.5:1')
  }
}

async function readMetadata(image: Buffer): Promise<Metadata> {
  try {
    return await sharp(image).metadata()
  } catch (cause) {
    throw invalid('image: cannot be read as a picture', { cause })
  }
}

function invalid(message: string, options?: ErrorOptions): Refusal {
  return new Refusal(400, 'ValidationException', message, options)
}
