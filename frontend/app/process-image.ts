import { nonEmptyText, post } from './api-client.ts'
import { describeFailure, type Failure } from './failure.ts'

/** A picture without its background. */
export interface ProcessedImage {
  /** The URL of the result. */
  readonly resultUrl: string
  /** The trace id of the request that made it. */
  readonly traceId: string | undefined
}

/** The processed picture, or why there is none. */
export type ProcessResult =
  | { readonly success: true; readonly image: ProcessedImage }
  | { readonly success: false; readonly failure: Failure }

/** Removes the background of the picture at a URL. */
export async function processImage(imageUrl: string, signal: AbortSignal): Promise<ProcessResult> {
  const response = await post('/api/bg-remover/process', { imageUrl }, signal)
  const resultUrl = nonEmptyText(response.body.resultUrl)
  if (response.ok && response.body.success === true && resultUrl) {
    return { success: true, image: { resultUrl, traceId: response.traceId } }
  }
  return { success: false, failure: describeFailure(response) }
}
