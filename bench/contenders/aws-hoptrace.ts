import { callingWith, createClient } from '../aws-calls.ts'

// What Node loads of the package if nothing is bundled.
const file = new URL('../../dist/aws/bundled.js', import.meta.url).href
const { traceClient }: typeof import('../../dist/aws/index.js') = await import(file)

/** Writes a record per call. */
export const handler = callingWith(traceClient(createClient()))
