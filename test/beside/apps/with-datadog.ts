import { datadog } from 'datadog-lambda-js'

// Wraps the handler of the module that is named.
const { handler: wrapped } = await import(process.env.HANDLER ?? '')

export const handler = datadog(wrapped)
