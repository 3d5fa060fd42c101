import { randomInt } from 'node:crypto'
import sharp, { type Metadata } from 'sharp'
import { type OutputFormat, removeBackground } from './background-removal.ts'
import { ServiceException } from './service-exception.ts'

/** The response of Stability's image models. */
export interface ImageResult {
  readonly seeds: readonly number[]
  /** Why a picture is missing; `null` for a picture that is there. */
  readonly finish_reasons: readonly (string | null)[]
  /** The pictures in base64. */
  readonly images: readonly string[]
}

interface Invocation {
  readonly image: Buffer
  readonly outputFormat: OutputFormat
}

const INPUT_FORMATS = ['jpeg', 'png', 'webp']
const OUTPUT_FORMATS: readonly OutputFormat[] = ['png', 'webp', 'jpeg']

/** The limits in the Bedrock user guide, under "Remove Background". */
const MIN_SIDE = 64
const MAX_PIXELS = 9_437_184
const MAX_ASPECT_RATIO = 2.5

/**
 * Runs Stable Image Remove Background.
 * @throws ServiceException if the body is wrong
 */
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
  const outputFormat = OUTPUT_FORMATS.find((format) => format === output_format)
  if (outputFormat === undefined) {
    throw invalid(`output_format: must be one of ${OUTPUT_FORMATS.join(', ')}`)
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
  if (!INPUT_FORMATS.includes(format)) {
    throw invalid(`image: must be one of ${INPUT_FORMATS.join(', ')}, not ${format}`)
  }
  if (Math.min(width, height) < MIN_SIDE) {
    throw invalid(`image: every side must be at least ${MIN_SIDE} pixels`)
  }
  if (width * height > MAX_PIXELS) {
    throw invalid(`image: must not have more than ${MAX_PIXELS} pixels`)
  }
  if (Math.max(width / height, height / width) > MAX_ASPECT_RATIO) {
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

function invalid(message: string, options?: ErrorOptions): ServiceException {
  return new ServiceException(400, 'ValidationException', message, options)
}
