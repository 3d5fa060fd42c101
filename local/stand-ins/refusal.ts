/** A request that an AWS service turns down, with the status and the error type that it names. */
export class Refusal extends Error {
  readonly status: number
  readonly type: string

  constructor(status: number, type: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
    this.type = type
  }
}
