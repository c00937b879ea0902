import { existsSync } from 'node:fs';

// Loaded before an entry point of the build (node --import): a missing build is one line, not a stack.
if (!existsSync(process.argv[1])) {
  console.error('The build is missing: run "npm run build" first.');
  process.exit(1);
}
