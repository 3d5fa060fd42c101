import { classTag } from './class-tag.ts'
import { safeGet } from './safe-get.ts'

/** The members of a readable Node stream that are read. Some implementations lack some. */
export interface NodeStream extends NodeJS.ReadableStream {
  readonly errored?: unknown
  readonly destroyed?: boolean
  readonly readableObjectMode?: boolean
  readonly readableFlowing?: boolean | null
  readonly readableDidRead?: boolean
  readonly _readableState: { readonly ended: boolean }
}

/** Whether a value is a readable stream of Node. The class may be another copy's: its state tells. */
export function isNodeStream(value: unknown): value is NodeStream {
  return typeof safeGet(safeGet(value, '_readableState'), 'objectMode') === 'boolean'
}

/** Whether a value is a web stream. */
export function isWebStream(value: unknown): value is ReadableStream {
  return classTag(value) === '[object ReadableStream]'
}
