// Runs src/**/*.test.ts with Node's test runner: esbuild, which Vite brings, makes them plain JavaScript first, since
// the oldest Node we build with reads no TypeScript.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = fileURLToPath(new URL('../src', import.meta.url));
const tests = readdirSync(source, { recursive: true }).filter((name) => name.endsWith('.test.ts'));
const folder = mkdtempSync(join(tmpdir(), 'mailweir-web-'));
try {
  await build({
    entryPoints: tests.map((name) => join(source, name)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    sourcemap: 'inline',
  });
  const built = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.test.mjs'));
  const files = built.map((name) => join(folder, name));
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit' });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
