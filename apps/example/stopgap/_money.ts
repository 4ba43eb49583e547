/** One position of an order. */
export interface Position {
  readonly priceCents: number;
  readonly quantity: number;
}

/** What positions cost together, with what a large order is given off: 5 % from 100.00. */
export function totalCents(positions: readonly Position[]): number {
  const sum = positions.reduce(
    (cents, { priceCents, quantity }) => cents + priceCents * quantity,
    0,
  );
  return sum < 100_00 ? sum : sum - Math.floor(sum / 20);
}
