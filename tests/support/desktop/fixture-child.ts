import { createServer } from 'node:http';
import { parentMessageSchema, type ChildMessage } from '../../../server/child-protocol.ts';

/**
 * A child of the supervisor that does as its configuration's `healthStatus` says, for what the real server
 * cannot be brought to do.
 */

const send = (message: ChildMessage | { type: 'nonsense' }): void => {
  process.send?.(message);
};

/** It knows nothing and does nothing for anybody. */
const answer = (id: number): void =>
  send({ type: 'answered', id, answer: { about: 'refused', code: 'no_room' } });

process.on('disconnect', () => process.exit(0));
process.on('message', (raw) => {
  const message = parentMessageSchema.parse(raw);
  if (message.type === 'stop') {
    send({ type: 'stopped' });
    process.exit(0);
  }
  if (message.type === 'ask') return answer(message.id);
  if (message.type !== 'start') return;
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
