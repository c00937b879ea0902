import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';
import { boundariesPolicies, boundariesSettings } from './tools/eslint/layers.ts';
import {
  importPatterns,
  rawIpcMain,
  rawIpcRenderer,
  restrictedImports,
  syntax,
} from './tools/eslint/restrictions.ts';

const { electron, pureDomain, browserOnly } = importPatterns;
const everywhere = [syntax.enums, syntax.defaultExport];
const source = [
  'server/**/*.ts',
  'src-main/**/*.ts',
  'src-preload/**/*.ts',
  'src-renderer/**/*.{ts,tsx}',
  'client/**/*.ts',
];

/** Options are replaced, not merged, when a later group sets a rule again: groups name all that they want. */
export default defineConfig(
  {
    ignores: ['out/', 'dist/', 'release/', 'coverage/', 'test-results/', 'playwright-report/', '.anteroom/'],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [js.configs.recommended, tseslint.configs.strict],
    rules: {
      eqeqeq: ['error', 'smart'],
      'no-restricted-syntax': ['error', ...everywhere],
      '@typescript-eslint/no-restricted-imports': restrictedImports([electron]),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // `void | Promise<void>`: a callback that may be waited for.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  {
    files: ['**/*.{ts,tsx,js}'],
    plugins: { boundaries },
    settings: boundariesSettings,
    rules: {
      'boundaries/dependencies': ['error', { ...boundariesPolicies, checkUnknownLocals: true }],
      'boundaries/no-unknown-files': 'error',
    },
  },
  {
    files: source,
    rules: {
      'no-console': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['server/domain/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': restrictedImports([electron, pureDomain]) },
  },
  {
    files: ['src-main/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': restrictedImports([], [rawIpcMain, rawIpcRenderer]),
    },
  },
  {
    files: ['src-preload/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': restrictedImports([], [rawIpcMain, rawIpcRenderer]),
    },
  },
  {
    files: ['src-main/ipc.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': restrictedImports([], [rawIpcRenderer]) },
  },
  {
    files: ['src-preload/index.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': restrictedImports([], [rawIpcMain]) },
  },
  {
    files: ['src-renderer/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-restricted-imports': restrictedImports([electron, browserOnly]),
      'no-restricted-syntax': ['error', ...everywhere, syntax.continuedImport, ...syntax.literalText],
    },
  },
  {
    files: ['client/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': restrictedImports([electron, browserOnly]) },
  },
  {
    files: ['tests/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, syntax.unfinishedTest],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['tests/**/*.{test,spec}.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, syntax.unfinishedTest, syntax.fixedSleep],
    },
  },
  {
    // The fake takes electron's place in these tests.
    files: ['tests/main/**/*.ts', 'tests/fakes/**/*.ts', 'tests/support/desktop/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    // Loaded by path by tools that ask for a default export, or in the place of a package that has one.
    files: ['*.config.{ts,js}', 'tests/tools/*-reporter.ts', 'tests/fakes/**/*.ts', '**/*.d.ts'],
    rules: { 'no-restricted-syntax': ['error', syntax.enums] },
  },
);
