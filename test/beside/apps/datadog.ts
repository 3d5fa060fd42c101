import { datadog } from 'datadog-lambda-js'
import { callingHandler } from './calls.ts'

export const handler = datadog(callingHandler())
