import { createServer } from 'node:http';
import { parentMessageSchema, type ChildMessage, type Question } from '../../../server/child-protocol.ts';

/**
 * A child of the supervisor that does as its configuration's `healthStatus` says, for what the real server
 * cannot be brought to do.
 */

const send = (message: ChildMessage | { type: 'nonsense' }): void => {
  process.send?.(message);
};

/** Of a backup it refuses everything; what it is asked for a report, it leaves without an answer. */
const answer = (id: number, { about }: Question): void => {
  if (about !== 'report') send({ type: 'answered', id, answer: { about: 'refused', code: 'no_room' } });
};

process.on('disconnect', () => process.exit(0));
process.on('message', (raw) => {
  const message = parentMessageSchema.parse(raw);
  if (message.type === 'stop') {
    send({ type: 'stopped' });
    process.exit(0);
  }
  if (message.type === 'ask') return answer(message.id, message.question);
  const { healthStatus, port } = message.config;
  if (healthStatus === 'fail') send({ type: 'failed', code: 'wrong_key', message: 'wrong key' });
  else if (healthStatus === 'crash') process.exit(7);
  else if (healthStatus === 'deaf') {
    process.removeAllListeners('message');
    process.on('message', () => {});
    process.on('SIGTERM', () => {});
    send({ type: 'listening', url: 'http://127.0.0.1:1' });
  } else {
    if (healthStatus === 'nonsense') send({ type: 'nonsense' });
    const server = createServer((_request, response) => response.end('here'));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') return;
      send({ type: 'listening', url: `http://127.0.0.1:${address.port}` });
    });
  }
});
