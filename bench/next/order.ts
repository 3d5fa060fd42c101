/** What the measured routes answer with. */
export interface Order {
  readonly id: string
  readonly status: string
  readonly lines: readonly { readonly sku: string; readonly count: number }[]
}

/** Returns what a database would. */
export async function loadOrder(id: string): Promise<Order> {
  return {
    id,
    status: 'paid',
    lines: [
      { sku: 'frame-40x50', count: 1 },
      { sku: 'print-40x50', count: 2 },
    ],
  }
}
