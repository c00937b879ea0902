import { execFileSync, spawnSync } from 'node:child_process';

/**
 * Reads a file in another process. The kernel's locks on a file belong to the process: closing a descriptor
 * of the database here would take them from the store that is open here.
 */
export const readFromOutside = (file: string): Buffer =>
  execFileSync(
    process.execPath,
    ['-e', 'process.stdout.write(require("node:fs").readFileSync(process.argv[1]))', file],
    { maxBuffer: 64 * 1024 * 1024 },
  );

/** Copies a folder in another process, for the same reason. */
export const copyFromOutside = (from: string, to: string): void => {
  execFileSync(process.execPath, [
    '-e',
    'require("node:fs").cpSync(process.argv[1], process.argv[2], { recursive: true })',
    from,
    to,
  ]);
};

/** Runs a TypeScript file of the repository to its end. */
export const runNode = (
  file: string,
  environment: Record<string, string>,
): { status: number | null; stdout: string; stderr: string } => {
  const { DATA_DIR: _dir, DATABASE_KEY: _key, NODE_OPTIONS: _options, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
    env: { ...inherited, ...environment },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

/** The files in a folder in which one of these texts can be read; by another process, for the same reason. */
export const filesWith = (folder: string, texts: readonly string[]): string[] =>
  JSON.parse(
    execFileSync(process.execPath, [
      '-e',
      `const { readdirSync, readFileSync } = require("node:fs");
       const { join } = require("node:path");
       const [folder, ...texts] = process.argv.slice(1);
       const files = readdirSync(folder, { recursive: true, withFileTypes: true })
         .filter((entry) => entry.isFile())
         .map((entry) => join(entry.parentPath, entry.name))
         .filter((file) => texts.some((text) => readFileSync(file).includes(text)));
       process.stdout.write(JSON.stringify(files));`,
      folder,
      ...texts,
    ]).toString(),
  ) as string[];
