/** An error for the caller: `@middy/http-error-handler` answers with its status and message. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly statusCode: number
  /** A stable word for programs, such as `IMAGE_TOO_LARGE`. */
  readonly code: string
  readonly expose = true

  constructor(statusCode: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.statusCode = statusCode
    this.code = code
  }
}
