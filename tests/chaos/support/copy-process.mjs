import { Worker } from 'node:worker_threads';

/**
 * A process that has nothing but the thread of a copy, to be killed with it: what its parent says goes to the thread,
 * what the thread says goes to the parent.
 */
const [file, data] = process.argv.slice(2);
const worker = new Worker(file, { workerData: JSON.parse(data), execArgv: [] });
worker.on('message', (message) => process.send(message));
worker.on('exit', () => process.disconnect());
process.on('message', (message) => worker.postMessage(message));
