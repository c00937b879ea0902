/**
 * The architecture as data: which files make up a layer, and which layers it may import. A layer may always
 * import itself. `npm run lint` enforces it through eslint-plugin-boundaries; ARCHITECTURE.md draws it.
 */
export type Layer = {
  name: string;
  /** Globs from the repository's root. A file belongs to the first layer that matches. */
  files: readonly string[];
  mayImport: readonly string[];
};

const SERVER_LAYERS = [
  'config',
  'child-protocol',
  'protocol',
  'domain-records',
  'domain',
  'storage-port',
  'storage',
  'dialects',
  'transport',
  'server-host',
] as const;

const RENDERER_LAYERS = [
  'renderer-ui',
  'renderer-platform',
  'renderer-api',
  'renderer-stores',
  'client',
  'renderer',
] as const;

export const layers: readonly Layer[] = [
  // Entry points and composition roots: nobody lists an entry, and only entries and tests list the root.
  // They come first because the folders below would swallow them.
  {
    name: 'server-entry',
    files: [
      'server/main.ts',
      'server/child.ts',
      'server/audit-verify.ts',
      'server/reset-password.ts',
      'server/restore.ts',
    ],
    mayImport: ['server-composition', ...SERVER_LAYERS],
  },
  {
    name: 'server-composition',
    files: [
      'server/create-server.ts',
      'server/server-options.ts',
      'server/open-store.ts',
      'server/store-observer.ts',
      'server/joined-cluster.ts',
      'server/measure-store.ts',
      'server/maintain-clinic.ts',
    ],
    mayImport: SERVER_LAYERS,
  },
  {
    name: 'main-entry',
    files: ['src-main/main.ts'],
    mayImport: ['main', 'bridge-contract', 'child-protocol', 'config', 'protocol'],
  },
  {
    name: 'renderer-entry',
    files: ['src-renderer/main.tsx'],
    mayImport: [...RENDERER_LAYERS, 'bridge-contract', 'protocol'],
  },

  // Contracts.
  { name: 'protocol', files: ['server/protocol/**'], mayImport: [] },
  {
    name: 'bridge-contract',
    files: ['src-preload/contract.ts', 'src-preload/contract/**'],
    mayImport: ['protocol'],
  },
  { name: 'child-protocol', files: ['server/child-protocol.ts'], mayImport: ['config', 'protocol'] },
  {
    name: 'config',
    // Settings, and what the app works out of them as the server does.
    files: [
      'server/config.ts',
      'server/database-url.ts',
      'server/limits.ts',
      'server/smtp-settings.ts',
      'server/certificates.ts',
      'server/security/turn-credentials.ts',
    ],
    mayImport: ['protocol'],
  },

  // Server.
  {
    // Storage reads them, too, so they stay free of rules.
    name: 'domain-records',
    files: ['server/domain/*records.ts', 'server/domain/audit.ts', 'server/domain/fold-text.ts'],
    mayImport: ['storage-port', 'protocol'],
  },
  {
    name: 'domain',
    files: ['server/domain/**'],
    mayImport: ['domain-records', 'storage-port', 'protocol'],
  },
  {
    name: 'storage-port',
    files: ['server/storage/store.ts', 'server/storage/ports/**'],
    mayImport: ['domain-records', 'protocol'],
  },
  {
    name: 'storage',
    files: ['server/storage/**'],
    mayImport: ['storage-port', 'domain-records', 'protocol'],
  },
  { name: 'dialects', files: ['server/dialects/**'], mayImport: ['domain-records', 'domain', 'protocol'] },
  {
    name: 'transport',
    files: ['server/transport/**'],
    mayImport: ['dialects', 'domain-records', 'domain', 'config', 'server-host', 'protocol'],
  },
  {
    // Beside the layers: logger, secrets, clock; what the composition root supplies to them.
    name: 'server-host',
    files: [
      'server/*.ts',
      'server/cluster/**',
      'server/security/**',
      'server/monitoring/**',
      'server/mail/**',
    ],
    mayImport: ['config', 'domain-records', 'domain', 'storage-port', 'protocol', 'package'],
  },

  // App.
  { name: 'preload', files: ['src-preload/**'], mayImport: ['bridge-contract'] },
  {
    // It starts server/child and talks to it by message; it runs none of the server's code.
    name: 'main',
    files: ['src-main/**'],
    mayImport: ['bridge-contract', 'child-protocol', 'config', 'protocol'],
  },
  // Components without knowledge of the product.
  { name: 'renderer-ui', files: ['src-renderer/ui/**'], mayImport: [] },
  {
    name: 'renderer-platform',
    files: ['src-renderer/platform/**'],
    mayImport: ['bridge-contract', 'protocol'],
  },
  {
    name: 'renderer-api',
    files: ['src-renderer/api/**'],
    mayImport: ['renderer-platform', 'bridge-contract', 'protocol'],
  },
  {
    // What is known of conversations, emergencies and notifications, without a screen; `client` gives it to others.
    name: 'renderer-stores',
    files: [
      'src-renderer/features/messages/conversation-store.ts',
      'src-renderer/features/messages/conversation-view.ts',
      'src-renderer/features/messages/conversations-state.ts',
      'src-renderer/features/messages/contact-pages.ts',
      'src-renderer/features/messages/delivered-teller.ts',
      'src-renderer/features/messages/keep-conversations.ts',
      'src-renderer/features/messages/late-calls.ts',
      'src-renderer/features/messages/message-pages.ts',
      'src-renderer/features/messages/reactions-view.ts',
      'src-renderer/features/messages/relation-actions.ts',
      'src-renderer/features/messages/synced-view.ts',
      'src-renderer/features/emergencies/emergency-{store,view}.ts',
      'src-renderer/features/files/uploads.ts',
      'src-renderer/features/notifications/notices-store.ts',
      'src-renderer/features/waiting-room/room-{store,reducer}.ts',
    ],
    mayImport: ['renderer-api', 'bridge-contract', 'protocol'],
  },
  {
    // The typed client for front ends of others, and the part of it that ours is made of. No screens.
    name: 'client',
    files: ['client/**'],
    mayImport: ['renderer-stores', 'renderer-api', 'renderer-platform', 'bridge-contract', 'protocol'],
  },
  {
    name: 'renderer',
    files: ['src-renderer/**'],
    // Of the package, the version alone is bundled.
    mayImport: [
      'renderer-ui',
      'renderer-platform',
      'renderer-api',
      'renderer-stores',
      'client',
      'bridge-contract',
      'protocol',
      'package',
    ],
  },
  // Written as somebody else would: over the client alone.
  { name: 'example', files: ['examples/**'], mayImport: ['client'] },

  // Around the product.
  { name: 'package', files: ['package.json'], mayImport: [] },
  { name: 'config-file', files: ['*.config.{ts,js}'], mayImport: ['tools'] },
  { name: 'tools', files: ['tools/**'], mayImport: ['config', 'child-protocol', 'protocol'] },
  {
    name: 'tests',
    files: ['tests/**'],
    mayImport: [
      'tools',
      'server-composition',
      ...SERVER_LAYERS,
      'bridge-contract',
      'preload',
      'main',
      ...RENDERER_LAYERS,
    ],
  },
];

/** `settings` for eslint-plugin-boundaries: each file gets the one layer that it belongs to. */
export const boundariesSettings = {
  'boundaries/files': layers.flatMap(({ name, files }) =>
    files.map((pattern) => ({ category: name, pattern })),
  ),
  'boundaries/files-single-match': true,
  'boundaries/dependency-nodes': ['require', 'import', 'dynamic-import', 'export'],
  'boundaries/legacy-templates': false,
  'import/resolver': { node: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] } },
};

/** Options of the rule `boundaries/dependencies`. */
export const boundariesPolicies = {
  default: 'disallow',
  message:
    '{{from.file.categories}} may not import {{dependency.source}} ({{to.file.categories}}): see tools/eslint/layers.ts',
  policies: layers.map(({ name, mayImport }) => ({
    from: { file: { categories: name } },
    allow: { to: { file: { categories: { anyOf: [name, ...mayImport] } } } },
  })),
};
