/** An error response of an AWS service, with its status and error type. */
export class ServiceException extends Error {
  readonly status: number
  readonly type: string

  constructor(status: number, type: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
    this.type = type
  }
}
