import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  ValidationException,
} from '@aws-sdk/client-bedrock-runtime'
import { traceClient } from 'hoptrace/aws'
import { required } from './environment.ts'
import { Failure } from './failure.ts'

const bedrock = traceClient(new BedrockRuntimeClient({}))
// All attempts together: a model that hangs must leave the function time to give the credit back.
const TIMEOUT_MS = 15_000

interface Answer {
  readonly images?: readonly string[]
  readonly finish_reasons?: readonly (string | null)[]
}

/** The picture as a PNG without its background. */
export async function removeBackground(picture: Uint8Array): Promise<Buffer> {
  const { images, finish_reasons: reasons } = await invoke(picture)
  const [image] = images ?? []
  // The model answers 200 also when its filter refused the picture or the inference failed.
  if (image === undefined || reasons?.[0]) throw refused(reasons?.[0] ?? 'it gave no result')
  return Buffer.from(image, 'base64')
}

async function invoke(picture: Uint8Array): Promise<Answer> {
  const command = new InvokeModelCommand({
    modelId: required('MODEL_ID'),
    contentType: 'application/json',
    accept: 'application/json',
    body: JSON.stringify({ image: Buffer.from(picture).toString('base64'), output_format: 'png' }),
  })
  try {
    const { body } = await bedrock.send(command, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) })
    return JSON.parse(body.transformToString()) as Answer
  } catch (cause) {
    // The picture is what varies in a request: one that the model won't take is the caller's to change.
    if (cause instanceof ValidationException) throw refused(cause.message, { cause })
    throw cause
  }
}

function refused(reason: string, options?: ErrorOptions): Failure {
  return new Failure(422, 'IMAGE_REFUSED', `The model refused the picture: ${reason}`, options)
}
