import { randomUUID } from 'node:crypto'
import { type Answer, createDualServer, type DualRequest } from './dual-http.ts'
import { type ImageResult, invokeRemoveBackground } from './remove-background-model.ts'
import { ServiceException } from './service-exception.ts'
import { listen, type StandIn } from './stand-in.ts'

/** A Bedrock runtime that can be made to fail or to wait. */
export interface Bedrock extends StandIn {
  /** Makes the next invocations fail with an InternalServerException. */
  failNext(times: number): void
  /** Makes invocations wait. Returns a function that releases them. */
  hold(): () => void
}

const MODEL_ID = 'us.stability.stable-image-remove-background-v1:0'
const MAX_BODY_BYTES = 25_000_000

/** Starts a Bedrock runtime with one model, which removes the background of a picture. */
export async function startBedrock(): Promise<Bedrock> {
  let failuresLeft = 0
  let lastPicture: Promise<unknown> = Promise.resolve()

  /** Processes one picture at a time, since the other stand-ins run on the same thread. */
  function invokeInTurn(body: Buffer): Promise<ImageResult> {
    const result = lastPicture.then(() => invokeRemoveBackground(body))
    lastPicture = result.catch(() => undefined)
    return result
  }

  async function answer(request: DualRequest): Promise<Answer> {
    try {
      const body = await readBody(request)
      checkTarget(request)
      if (failuresLeft > 0) {
        failuresLeft -= 1
        throw new ServiceException(
          500,
          'InternalServerException',
          'The model failed, as requested.',
        )
      }
      return completed(await invokeInTurn(body))
    } catch (error) {
      return failed(error)
    }
  }

  const standIn = await listen(createDualServer(answer))
  return {
    ...standIn,
    failNext(times) {
      if (!Number.isSafeInteger(times) || times < 0) {
        throw new TypeError(`failNext takes a number of invocations, not ${times}`)
      }
      failuresLeft = times
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      lastPicture = lastPicture.then(() => promise)
      return resolve
    },
  }
}

async function readBody(request: DualRequest): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
  }
  if (bytes > MAX_BODY_BYTES) {
    throw new ServiceException(
      400,
      'ValidationException',
      `The body has more than ${MAX_BODY_BYTES} bytes.`,
    )
  }
  return Buffer.concat(chunks)
}

function checkTarget({ method, url = '' }: DualRequest): void {
  const encodedId = /^\/model\/([^/?]+)\/invoke$/.exec(url)?.[1]
  if (method !== 'POST' || encodedId === undefined) {
    throw new ServiceException(
      404,
      'UnknownOperationException',
      'The only operation here is InvokeModel.',
    )
  }
  if (encodedId !== MODEL_ID && encodedId !== encodeURIComponent(MODEL_ID)) {
    throw new ServiceException(
      404,
      'ResourceNotFoundException',
      `The only model here is ${MODEL_ID}.`,
    )
  }
}

function completed(result: object): Answer {
  return { status: 200, headers: headers(), body: JSON.stringify(result) }
}

function failed(error: unknown): Answer {
  const { status, type, message } =
    error instanceof ServiceException
      ? error
      : new ServiceException(500, 'InternalServerException', `The stand-in failed: ${error}`)
  return {
    status,
    headers: { ...headers(), 'x-amzn-errortype': type },
    body: JSON.stringify({ message }),
  }
}

function headers(): Record<string, string> {
  return { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() }
}
