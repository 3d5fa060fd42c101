import { SlotSet, type Slotted } from '../lib/slot-set.ts'

/** The open requests that are handled as parts of one request, such as the records of a batch. */
export class ChildRequests<T extends Slotted> extends SlotSet<T> {
  /** How many of those that were counted failed. */
  failed = 0
  succeeded = 0
}
