import { describe, expect, it } from 'vitest';
import { isThisMachineOnly } from '../../src-renderer/features/booking/this-machine.ts';

describe('the address in an invitation', () => {
  it.each([
    ['http://127.0.0.1:4000/visit#invite=x', true],
    ['http://localhost:4000/visit', true],
    ['http://[::1]:4000/visit', true],
    ['https://clinic.example/visit', false],
    ['https://192.168.1.20:4000/visit', false],
    ['https://localhost.clinic.example/visit', false],
  ])('%s opens on this machine only: %s', (url, only) => {
    expect(isThisMachineOnly(url)).toBe(only);
  });
});
