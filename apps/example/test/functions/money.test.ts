import { expect, it } from "vitest";

import { totalCents } from "../../stopgap/_money.js";

it.each([
  [[], 0],
  [[{ priceCents: 99_99, quantity: 1 }], 99_99],
  [[{ priceCents: 50_00, quantity: 2 }], 95_00],
  [[{ priceCents: 100_10, quantity: 1 }], 95_10],
])("the total of %j is %d", (positions, total) => {
  expect(totalCents(positions)).toBe(total);
});
