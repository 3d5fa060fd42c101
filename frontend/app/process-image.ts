import { post, text } from './answer.ts'
import { describeFailure, type Failure } from './failure.ts'

/** A picture whose background has been removed. */
export interface ProcessedImage {
  /** Where the result is to be fetched from. */
  readonly resultUrl: string
  /** The id of the request that made it. */
  readonly traceId: string | undefined
}

/** Either the processed picture or why there is none. */
export type Outcome =
  | { readonly success: true; readonly image: ProcessedImage }
  | { readonly success: false; readonly failure: Failure }

/** Has the background removed from the picture at an address. */
export async function processImage(imageUrl: string, signal: AbortSignal): Promise<Outcome> {
  const answer = await post('/api/bg-remover/process', { imageUrl }, signal)
  const resultUrl = text(answer.body.resultUrl)
  if (answer.ok && answer.body.success === true && resultUrl) {
    return { success: true, image: { resultUrl, traceId: answer.traceId } }
  }
  return { success: false, failure: describeFailure(answer) }
}
