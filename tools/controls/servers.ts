import type { Control } from './control.ts';

/** What several servers of one clinic share is of no use to whoever reads it, and no way around limits. */
export const SERVER_CONTROLS: readonly Control[] = [
  {
    id: 'frames-sealed',
    threat: 'eavesdropper',
    what: 'What servers tell each other through Redis is sealed (AES-256-GCM, a key made from `JWT_SECRET`)',
    file: 'server/cluster/sealed-frames.ts',
    text: 'return Buffer.concat([iv, cipher.getAuthTag(), body]);',
    without: "return Buffer.concat([iv, cipher.getAuthTag(), body, Buffer.from(text, 'utf8')]);",
    tests: ['tests/cluster/two-nodes.test.ts'],
  },
  {
    id: 'names-hidden',
    threat: 'eavesdropper',
    what: 'Addresses and accounts that limits count stand in Redis as HMACs',
    file: 'server/cluster/sealed-frames.ts',
    text: "return (name) => createHmac('sha256', key).update(name).digest('base64url');",
    without: 'return (name) => (key.length > 0 ? name : createHmac.name);',
    tests: ['tests/cluster/two-nodes.test.ts'],
  },
  {
    id: 'limits-of-all-servers',
    threat: 'flood',
    what: 'What a person does by sockets at several servers is counted together',
    file: 'server/joined-cluster.ts',
    text: '        rates?.takeElsewhere(message.points);\n',
    without: '',
    tests: ['tests/cluster/two-nodes.test.ts'],
  },
  {
    id: 'requests-of-all-servers',
    threat: 'passwords',
    what: 'Wrong passwords, and all other requests, are counted by several servers together',
    file: 'server/transport/rate-limits.ts',
    text: 'keyPrefix: `${shared.prefix}:rate:${name}`,',
    without: 'keyPrefix: `${shared.prefix}:${performance.now()}:rate:${name}`,',
    tests: ['tests/cluster/two-nodes.test.ts'],
  },
];
