import { APPLICATION } from './application.ts'
import { FUNCTIONS } from './functions.ts'
import { LAMBDA_JSON, LAMBDA_TEXT } from './lambda.ts'
import { API_GATEWAY, CLOUDTRAIL, ORDERS, TEXT } from './others.ts'

/**
 * Queries with their rows, by the log that they are asked over. The rows are worked out by hand from the
 * documentation, and never copied from an answer of the tool.
 */
export const CASES: Readonly<Record<string, readonly [ql: string, ...rows: string[]][]>> = {
  application: APPLICATION,
  'application (functions)': FUNCTIONS,
  'lambda-text': LAMBDA_TEXT,
  'lambda-json': LAMBDA_JSON,
  'api-gateway': API_GATEWAY,
  cloudtrail: CLOUDTRAIL,
  text: TEXT,
  'orders payments': ORDERS,
}
