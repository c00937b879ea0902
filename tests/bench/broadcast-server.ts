import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { canonical } from '../../server/dialects/canonical.ts';
import { createFanOut, roomName } from '../../server/transport/fan-out.ts';

/**
 * A server whose only work is to tell a room what somebody said: through the product's fan-out and dialect
 * (`FAN_OUT=ours`), or by the library alone. No store, which would hide what the fan-out costs.
 */

type Said = { roomId: string; message: string };

const http = createServer();
const io = new Server(http, { serveClient: false, perMessageDeflate: false });
const fanOut = createFanOut(io, canonical);
const isOurs = process.env['FAN_OUT'] === 'ours';
const channel = (roomId: string) => ({ kind: 'room', roomId }) as const;
let seq = 0;

io.on('connection', (socket) => {
  (socket.conn as { request: unknown }).request = undefined;
  socket.on('join', ({ roomId }: Said, ack: (answer: unknown) => void) => {
    void socket.join(roomName(channel(roomId)));
    ack({ ok: true });
  });
  socket.on('say', ({ roomId, message }: Said) => {
    seq += 1;
    const record = {
      id: `message-${seq}`,
      conversationId: 'a conversation',
      roomId,
      roomSeq: seq,
      seq,
      senderId: 'a sender',
      senderRole: 'doctor' as const,
      senderName: 'Ada One',
      kind: 'text' as const,
      text: message,
      fileUrl: null,
      fileName: null,
      replyTo: null,
      clientId: null,
      createdAt: Date.now(),
      deletedAt: null,
    };
    if (isOurs) {
      fanOut.publish({
        events: [{ type: 'message-posted', to: { channels: [channel(roomId)] }, message: record }],
      });
      return;
    }
    io.to(roomName(channel(roomId))).emit('waiting-room-message', {
      id: record.id,
      roomId,
      seq,
      senderName: record.senderName,
      clientId: record.clientId,
      userId: record.senderId,
      userType: record.senderRole,
      message: record.text,
      timestamp: record.createdAt,
    });
  });
});

http.listen({ port: 0, host: '127.0.0.1' }, () => {
  const { port } = http.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${port}` })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
