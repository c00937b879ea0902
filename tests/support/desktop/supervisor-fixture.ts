import { createHostedServer } from '../../../src-main/hosted-server.ts';
import { forkNode } from './fork-node.ts';
import { testConfig } from './hosted-server-config.ts';
import { createMemoryLog } from './memory-log.ts';

/**
 * The app's supervisor in a process of its own, which a test can kill: it hosts the clinic of a folder and prints
 * each state, and the number of each child, as one line of JSON.
 */

const [modulePath = '', dataDir = '', port = '0'] = process.argv.slice(2);
const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const server = createHostedServer({
  fork: () => {
    const handle = forkNode(modulePath);
    print({ pid: handle.process.pid });
    return handle;
  },
  config: async () => testConfig({ dataDir, port: Number(port), rateLimits: 'off' }),
  onState: print,
  log: createMemoryLog().log,
  policy: { firstDelay: 20, maxDelay: 100, healthyAfter: 60_000, startTimeout: 30_000, stopGrace: 10_000 },
});

process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
await server.start();
