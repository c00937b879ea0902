import { parentPort, workerData } from 'node:worker_threads';
import { serve } from './serve.ts';
import type { WorkerData } from './worker-messages.ts';

/** The thread that owns the database. */

if (parentPort === null) throw new Error('the SQLite worker runs in a worker thread only');
serve(parentPort, workerData as WorkerData);
