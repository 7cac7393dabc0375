// Runs the tests of the functions that need no browser: bundles them, because Node.js does not read TypeScript everywhere.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const client = dirname(fileURLToPath(import.meta.url));
const tests = readdirSync(join(client, 'tests')).filter(name => name.endsWith('.test.ts'));
const folder = mkdtempSync(join(tmpdir(), 'viewer-'));
try {
  await build({
    absWorkingDir: client,
    entryPoints: tests.map(name => `tests/${name}`),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const files = readdirSync(folder).map(name => join(folder, name));
  process.exitCode = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
