import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

/**
 * What ours is measured against: Socket.IO with the same options, doing the same without accounts, rules, store
 * or log. Who connects is let in, who names a room is in it, what arrives is passed on.
 */

type Ack = (answer: unknown) => void;
type Relayed = { to: string; offer: unknown };
type Posted = { roomId: string; message: string };

const http = createServer();
const io = new Server(http, {
  serveClient: false,
  perMessageDeflate: false,
  maxHttpBufferSize: 64 * 1024,
});

io.on('connection', (socket) => {
  // Kept alive by the connection otherwise.
  (socket.conn as { request: unknown }).request = undefined;
  socket.on('offer', ({ to, offer }: Relayed, ack?: Ack) => {
    io.to(to).emit('offer', { offer, from: socket.id });
    ack?.({ ok: true });
  });
  socket.on('join-waiting-room', ({ roomId }: { roomId: string }, ack?: Ack) => {
    void socket.join(roomId);
    ack?.({ ok: true });
  });
  socket.on('waiting-room-message', ({ roomId, message }: Posted, ack?: Ack) => {
    io.to(roomId).emit('waiting-room-message', { roomId, message, from: socket.id });
    ack?.({ ok: true });
  });
});

http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  const { port } = http.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${port}` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
