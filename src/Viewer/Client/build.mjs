// Writes the page into ../Assets. The same sources always give the same bytes.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const client = dirname(fileURLToPath(import.meta.url));
const assets = join(client, '..', 'Assets');

rmSync(assets, { recursive: true, force: true });
mkdirSync(assets, { recursive: true });

// The licence of Preact asks for its text in every copy.
const licence = readFileSync(join(client, 'node_modules/preact/LICENSE'), 'utf8').trim().replaceAll('\r', '');
await build({
  absWorkingDir: client,
  entryPoints: { viewer: 'source/main.tsx' },
  outdir: assets,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'ascii',
  legalComments: 'none',
  banner: { js: `/*!\nThis file contains Preact (https://preactjs.com):\n\n${licence}\n*/` },
  logLevel: 'warning',
});
await build({
  absWorkingDir: client,
  entryPoints: { viewer: 'source/styles/viewer.css' },
  outdir: assets,
  bundle: true,
  minify: true,
  // light-dark() and nesting stay as they are: without a target esbuild changes neither.
  target: 'esnext',
  logLevel: 'warning',
});
for (const name of ['index.html', 'viewer.svg']) {
  copyFileSync(join(client, 'source', name), join(assets, name));
}

// A test of the package compares these hashes, so that it needs no npm to see that the assets are built of the sources.
const files = [
  ...['build.mjs', 'package-lock.json', 'package.json', 'tsconfig.json'].map(name => `Client/${name}`),
  ...readdirSync(join(client, 'source'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(dirname(client).length + 1).replaceAll('\\', '/')),
  ...readdirSync(assets).map(name => `Assets/${name}`),
].sort();
const lines = files.map(file => `${createHash('sha256').update(readFileSync(join(client, '..', file))).digest('hex')}  ${file}\n`);
writeFileSync(join(client, '..', 'Assets.sha256'), lines.join(''));
