import { expect, it } from 'vitest';
import { createConnectionIds } from '../../server/transport/connection-ids.ts';

it('no two connections have the same id, whenever they come', () => {
  const nextId = createConnectionIds();
  const ids = Array.from({ length: 2_000 }, () => nextId());
  expect(new Set(ids).size).toBe(ids.length);
  // 120 random bits each, in letters that are safe in an address.
  for (const id of ids) expect(id).toMatch(/^[\w-]{20}$/);
  const elsewhere = createConnectionIds();
  expect(ids).not.toContain(elsewhere());
});
