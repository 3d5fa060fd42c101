import { randomUUID } from 'node:crypto'
import { type Answer, createDualServer, type DualRequest } from './dual-http.ts'
import { Refusal } from './refusal.ts'
import { type ImageResult, invokeRemoveBackground } from './remove-background-model.ts'
import { listen, type StandIn } from './stand-in.ts'

/** A Bedrock runtime that can be told to fail, or to wait. */
export interface Bedrock extends StandIn {
  /** Makes that many of the next invocations fail with an InternalServerException. */
  failNext(times: number): void
  /** Makes invocations wait until the function that it returns is called. */
  hold(): () => void
}

const modelId = 'us.stability.stable-image-remove-background-v1:0'
const maxBodyBytes = 25_000_000

/** Starts a Bedrock runtime whose only model removes the background of a picture. */
export async function startBedrock(): Promise<Bedrock> {
  let failuresLeft = 0
  let lastPicture: Promise<unknown> = Promise.resolve()

  /** One picture at a time, as the other stand-ins run on the same thread and have to get their turn. */
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
        throw new Refusal(500, 'InternalServerException', 'The model failed, as it was told to.')
      }
      return completed(await invokeInTurn(body))
    } catch (error) {
      return refused(error)
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
    if (bytes <= maxBodyBytes) chunks.push(chunk)
  }
  if (bytes > maxBodyBytes) {
    throw new Refusal(400, 'ValidationException', `The body is over ${maxBodyBytes} bytes.`)
  }
  return Buffer.concat(chunks)
}

function checkTarget({ method, url = '' }: DualRequest): void {
  const encodedId = /^\/model\/([^/?]+)\/invoke$/.exec(url)?.[1]
  if (method !== 'POST' || encodedId === undefined) {
    throw new Refusal(404, 'UnknownOperationException', 'The only operation here is InvokeModel.')
  }
  if (encodedId !== modelId && encodedId !== encodeURIComponent(modelId)) {
    throw new Refusal(404, 'ResourceNotFoundException', `The only model here is ${modelId}.`)
  }
}

function completed(result: object): Answer {
  return { status: 200, headers: headers(), body: JSON.stringify(result) }
}

function refused(error: unknown): Answer {
  const { status, type, message } =
    error instanceof Refusal
      ? error
      : new Refusal(500, 'InternalServerException', `The stand-in failed: ${error}`)
  return {
    status,
    headers: { ...headers(), 'x-amzn-errortype': type },
    body: JSON.stringify({ message }),
  }
}

function headers(): Record<string, string> {
  return { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() }
}
