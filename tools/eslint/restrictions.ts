/** Imports and constructs that a part of the tree must not contain, as options of ESLint's own rules. */

type Path = { name: string; importNames?: string[]; message: string; allowTypeImports?: boolean };
type Pattern = { regex: string; message: string };
type Syntax = { selector: string; message: string };

const electron: Pattern = {
  regex: '^electron($|/)',
  message: 'electron exists only in src-main and src-preload.',
};

const rawIpc = (name: string, place: string): Path => ({
  name: 'electron',
  importNames: [name, 'default'],
  message: `The raw ${name} belongs to ${place} alone; use its typed functions.`,
  allowTypeImports: true,
});

export const rawIpcMain = rawIpc('ipcMain', 'src-main/ipc.ts');
export const rawIpcRenderer = rawIpc('ipcRenderer', 'src-preload/index.ts');

const none = (names: readonly string[], message: string): Pattern => ({
  regex: `^(${names.join('|')})($|/)`,
  message,
});

const pureDomain = none(
  [
    'express',
    'socket\\.io',
    'socket\\.io-client',
    'better-sqlite3',
    'helmet',
    'cors',
    'pino',
    'node:(fs|http|https|http2|net|tls|worker_threads|child_process)',
  ],
  'The domain is pure: take it through a port.',
);

const browserOnly = none(
  ['node:.*', 'express', 'socket\\.io', 'better-sqlite3', 'electron-store', 'argon2', 'pino'],
  'The renderer runs in a browser.',
);

/** Options of `@typescript-eslint/no-restricted-imports`. */
export const restrictedImports = (patterns: readonly Pattern[], paths: readonly Path[] = []) => [
  'error',
  { paths, patterns },
];

export const importPatterns = { electron, pureDomain, browserOnly };

const jsxText = 'Words for people come from i18next: write the text into the language file.';
const readAttributes =
  '/^(label|title|placeholder|alt|description|error|legend|message|aria-(label|description|placeholder|roledescription|valuetext))$/';
const LETTER = '/\\p{L}/u';
const inExpression = (parent: string): Syntax[] =>
  [
    `Literal[value=${LETTER}]`,
    `TemplateLiteral > TemplateElement[value.raw=${LETTER}]`,
    `ConditionalExpression > Literal[value=${LETTER}]`,
    `LogicalExpression > Literal.right[value=${LETTER}]`,
  ].map((literal) => ({ selector: `${parent} > JSXExpressionContainer > ${literal}`, message: jsxText }));

/** Constructs for `no-restricted-syntax`; a group that sets the rule again must list all that it wants. */
export const syntax = {
  enums: {
    selector: 'TSEnumDeclaration',
    message: 'Use an `as const` object and a union type instead of an enum.',
  },
  defaultExport: {
    selector: 'ExportDefaultDeclaration, ExportSpecifier[exported.name="default"]',
    message: 'Named exports only.',
  },
  unfinishedTest: {
    selector:
      'CallExpression[callee.property.name=/^(only|skip|todo|fixme|fails)$/][callee.object.name=/^(it|test|describe|suite)$/], ' +
      'CallExpression[callee.property.name=/^(only|skip|fixme)$/][callee.object.object.name="test"][callee.object.property.name="describe"]',
    message: 'Every test runs, and runs alone only on your machine.',
  },
  fixedSleep: {
    selector:
      'CallExpression[callee.property.name="waitForTimeout"], NewExpression[callee.name="Promise"] CallExpression[callee.name="setTimeout"]',
    message: 'Wait for the event or the condition, never for time to pass.',
  },
  continuedImport: {
    selector: 'MemberExpression[object.type="ImportExpression"]',
    message:
      'Import in a function of its own: Vite takes what follows an import in the same expression into its own attempt, and a style sheet that does not come passes it by.',
  },
  literalText: [
    { selector: `JSXText[value=${LETTER}]`, message: jsxText },
    { selector: `JSXAttribute[name.name=${readAttributes}] > Literal[value=${LETTER}]`, message: jsxText },
    ...inExpression(`JSXAttribute[name.name=${readAttributes}]`),
    ...inExpression(':matches(JSXElement, JSXFragment)'),
  ],
} as const satisfies Record<string, Syntax | readonly Syntax[]>;
