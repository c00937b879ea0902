import { expect, it } from 'vitest';
import { createLog } from '../../server/log.ts';
import { describeState } from '../../src-main/hosted-server-notes.ts';
import { createLogTail, withTail } from '../../src-main/services/log-tail.ts';
import { clinicLogLineSchema } from '../../src-preload/contract.ts';

/** What the panel shows of the clinic's log, and above all what it does not. */

const CANARY = 'canary-Zoe-Patient';

it('shows an event with its codes and counts, never ids, addresses or codes of entry', () => {
  const tail = createLogTail();
  const log = createLog('debug', tail);
  log.info('user-connected', {
    userId: CANARY,
    socketId: CANARY,
    roomId: CANARY,
    appointmentId: CANARY,
    sessionId: CANARY,
    messageId: CANARY,
    url: `https://${CANARY}`,
    route: CANARY,
    stack: CANARY,
    setupCode: CANARY,
    role: 'patient',
    code: 'origin_refused',
    count: 3,
    milliseconds: 12.4,
  });
  const lines = tail.after(0);
  expect(JSON.stringify(lines)).not.toContain('canary');
  expect(lines).toMatchObject([
    { number: 1, level: 'info', event: 'user-connected', detail: 'code origin_refused, count 3, 12 ms' },
  ]);
  expect(() => clinicLogLineSchema.parse(lines[0])).not.toThrow();
});

it('shows that there was a line that is none of ours, and nothing of it', () => {
  const tail = createLogTail({ now: () => Date.UTC(2030, 0, 1) });
  tail.write(`Fatal error in ${CANARY}`);
  tail.write(JSON.stringify({ level: 'info', time: '2030-01-01T00:00:00Z', event: `It is ${CANARY}` }));
  tail.write(JSON.stringify({ level: 'info', time: CANARY, event: 'user-connected' }));
  tail.write('null');
  tail.write('');
  const lines = tail.after(0);
  expect(JSON.stringify(lines)).not.toContain('canary');
  expect(lines.map(({ event, at }) => [event, at])).toEqual(
    Array.from({ length: 4 }, () => ['unknown-line', '2030-01-01T00:00:00.000Z']),
  );
});

it('drops values with anything but words of the program', () => {
  const tail = createLogTail();
  createLog('info', tail).warn('backup-failed', { code: `<${CANARY}>`, reason: 'x'.repeat(81), name: 'a b' });
  expect(tail.after(0)[0]?.detail).toBe('name a b');
});

it('keeps the last lines, hands out those after a number, and passes all on to the file', () => {
  const written: string[] = [];
  const tail = createLogTail({ capacity: 3 });
  const log = createLog('debug', withTail({ write: (line) => void written.push(line) }, tail));
  for (let number = 1; number <= 5; number += 1) log.warn('sample-failed', { count: number });
  log.debug('signal-relayed', {});
  expect(written).toHaveLength(6);
  expect(tail.after(0).map(({ number }) => number)).toEqual([3, 4, 5]);
  expect(tail.after(4).map(({ detail }) => detail)).toEqual(['count 5']);
  expect(tail.after(5)).toEqual([]);
});

it('notes what the supervisor does, without the text of a failure, which may name folders', () => {
  const tail = createLogTail();
  tail.note(...describeState({ status: 'starting', attempt: 0 }));
  tail.note(
    ...describeState({
      status: 'restarting',
      attempt: 2,
      retryAt: '2030-01-01T00:00:00Z',
      cause: 'exit code 7',
    }),
  );
  tail.note(
    ...describeState({
      status: 'failed',
      code: 'failed',
      cause: `/home/${CANARY}/anteroom.sqlite is damaged`,
    }),
  );
  tail.note(...describeState({ status: 'stopped' }));
  expect(tail.after(0).map(({ level, event, detail }) => [level, event, detail])).toEqual([
    ['info', 'server-starting', ''],
    ['error', 'server-crashed', 'attempt 2, exit code 7'],
    ['error', 'server-failed', ''],
    ['info', 'server-stopped', ''],
  ]);
});
