import type { Outcome } from './outcome.ts'

/** A field of requests, with a code for each of its values. */
export interface Field {
  readonly name: string
  /** Whether its values are places among the numbers of before. */
  readonly isNumber: boolean
  /** The values by their code. Code 0: the value is missing, or too rare to tell. */
  readonly values: readonly string[]
  /** The code of each request. */
  readonly codes: Uint16Array
}

/** The requests of two periods, in columns. */
export interface Requests {
  readonly count: number
  readonly outcomes: readonly Outcome[]
  readonly fields: readonly Field[]
  /** 1 in the later period, 0 in the earlier one. */
  readonly period: Uint8Array
  /** A bit for each outcome. */
  readonly odd: Uint8Array
  /** The part of the earlier period in which a request ended. */
  readonly slot: Uint8Array
  /** Requests that do the same: an action, cold or warm. */
  readonly stratum: Uint16Array
  /** The share of odd requests before: for each stratum one of each outcome. */
  readonly rates: Float64Array
  /** The 5 minutes in which a request of the later period ended. */
  readonly window: Uint16Array
  readonly windows: number
  /** The rows of each service. */
  readonly services: readonly Int32Array[]
}
