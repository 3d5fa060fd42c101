import { processStorage } from './process-storage.ts'

const ownWork = processStorage<true>('ownWork')

/** Runs work that belongs to tracing, such as an exporter's: what it sends is no call of the request. */
export function asOwnWork<T>(work: () => T): T {
  return ownWork.run(true, work)
}

/** Whether the running code was started by {@link asOwnWork}. */
export function isOwnWork(): boolean {
  return ownWork.getStore() === true
}
