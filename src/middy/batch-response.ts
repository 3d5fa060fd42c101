/** What identifies a record to its service: an id; for Kafka the partition and the offset. */
export type ItemIdentifier<Event> = Event extends { readonly records: unknown }
  ? { partition: string; offset: number }
  : string

/** Lambda's partial batch response: the records to deliver again. */
export interface BatchResponse<Id = string> {
  /** Empty if all records succeeded. */
  batchItemFailures: { itemIdentifier: Id }[]
}

/** Returns the batch response that reports these records. */
export function batchResponse<Id>(
  records: readonly unknown[],
  idOf: (record: unknown) => unknown,
): BatchResponse<Id> {
  // Lambda redelivers the whole batch if an identifier is empty, as for a record without an id.
  return {
    batchItemFailures: records.map((record) => ({ itemIdentifier: (idOf(record) ?? '') as Id })),
  }
}
