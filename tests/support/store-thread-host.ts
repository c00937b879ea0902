import { parentPort, type MessagePort } from 'node:worker_threads';
import { serve } from '../../server/storage/sqlite/serve.ts';
import type { WorkerData } from '../../server/storage/sqlite/worker-messages.ts';

/** A thread that serves one store after the other (store-threads.ts). */

parentPort?.on('message', ({ port, data }: { port: MessagePort; data: WorkerData }) => {
  port.once('close', () => parentPort?.postMessage('free'));
  serve(port, data);
});
