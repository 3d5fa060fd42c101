import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime'
import { traceClient } from 'hoptrace/aws'
import { required } from './environment.ts'
import { Failure } from './failure.ts'

const bedrock = traceClient(new BedrockRuntimeClient({}))

/** For all attempts together. It leaves the function time to give the credit back. */
const TIMEOUT_MS = 15_000

/** What the model returns. */
interface ModelOutput {
  readonly images?: readonly string[]
  readonly finish_reasons?: readonly (string | null)[]
}

/**
 * Returns a picture as a PNG without its background.
 * @throws Failure 422 if the model refuses the picture
 */
export async function removeBackground(picture: Uint8Array): Promise<Buffer> {
  const { images, finish_reasons: reasons } = await invoke(picture)
  const [image] = images ?? []
  // The status is 200 even if the model's filter refused the picture or the inference failed.
  if (image === undefined || reasons?.[0]) throw refusal(reasons?.[0] ?? 'it gave no result')
  return Buffer.from(image, 'base64')
}

async function invoke(picture: Uint8Array): Promise<ModelOutput> {
  const command = new InvokeModelCommand({
    modelId: required('MODEL_ID'),
    contentType: 'application/json',
    accept: 'application/json',
    body: JSON.stringify({ image: Buffer.from(picture).toString('base64'), output_format: 'png' }),
  })
  try {
    const { body } = await bedrock.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) })
    return JSON.parse(body.transformToString()) as ModelOutput
  } catch (cause) {
    // The picture alone varies between requests, so an invalid request means an invalid picture.
    if (cause instanceof ValidationException) throw refusal(cause.message, { cause })
    throw cause
  }
}

function refusal(reason: string, options?: ErrorOptions): Failure {
  return new Failure(422, 'IMAGE_REFUSED', `The model refused the picture: ${reason}`, options)
}
