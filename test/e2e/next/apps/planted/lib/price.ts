interface Price {
  readonly amount: number
}

export function readPrice(text: string): number {
  const trimmed = text.trim()
  const { amount } = JSON.parse(trimmed) as Price // planted: price
  return amount
}
