import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/index.ts';
import { caseFiles, readCases } from '../case-files.ts';

const executablePath = '/usr/bin/chromium';
const root = path.resolve(import.meta.dirname, '../..');
const output = path.join(root, 'node_modules/.cache/kqlet-browser');

/** One query of every case file: the same answers are wanted in the browser as here. */
const queries = caseFiles().flatMap((file) => {
  const first = readCases(file).find((entry) => entry.expected.kind === 'rows' && !/\b(rand|new_guid)\(/.test(entry.query));
  return first === undefined ? [] : [first.query];
});

let entry: { readonly bytes: number; readonly text: string };

beforeAll(async () => {
  mkdirSync(output, { recursive: true });
  const result = await build({
    entryPoints: { index: path.join(root, 'src/index.ts') },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    splitting: true,
    minify: true,
    outdir: output,
    metafile: true,
    logLevel: 'silent',
  });
  // the core is the entry with what it imports at once; what is fetched on demand is not part of it
  const files = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const imported of result.metafile.outputs[file].imports) if (imported.kind === 'import-statement') visit(imported.path);
  };
  visit(Object.keys(result.metafile.outputs).find((file) => file.endsWith('/index.js')) as string);
  const texts = [...files].map((file) => readFileSync(path.resolve(file), 'utf8'));
  entry = { bytes: texts.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0), text: texts.join('\n') };
});

describe('the browser build', () => {
  it('is under 250 kB gzipped without readers, command line and schemas', () => {
    console.log(`core: ${entry.bytes} bytes gzipped`);
    expect(entry.bytes).toBeLessThan(250_000);
  });

  it('imports nothing of Node', () => {
    expect(entry.text).not.toMatch(/["']node:/);
  });

  describe.skipIf(!existsSync(executablePath))(
    'in headless Chromium without unsafe-eval (skipped where /usr/bin/chromium is missing)',
    () => {
      let server: Server;
      let address = '';
      let handOver: (results: string[]) => void;
      const results = new Promise<string[]>((resolve) => {
        handOver = resolve;
      });

      beforeAll(async () => {
        server = createServer((request, response) => {
          const name = (request.url ?? '/').slice(1);
          response.setHeader('Content-Security-Policy', "default-src 'none'; script-src 'self'; connect-src 'self'");
          const file = path.join(output, path.basename(name));
          if (name === '') {
            response.setHeader('Content-Type', 'text/html');
            response.end('<!doctype html><title>kqlet</title><script type="module" src="/page.js"></script>');
          } else if (name === 'page.js') {
            response.setHeader('Content-Type', 'text/javascript');
            response.end(pageScript);
          } else if (name === 'queries') {
            response.end(JSON.stringify(queries));
          } else if (name === 'results') {
            const chunks: Buffer[] = [];
            request.on('data', (chunk: Buffer) => chunks.push(chunk));
            request.on('end', () => {
              handOver(JSON.parse(Buffer.concat(chunks).toString()) as string[]);
              response.end();
            });
          } else {
            response.setHeader('Content-Type', 'text/javascript');
            response.end(existsSync(file) ? readFileSync(file) : '');
          }
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      });

      afterAll(() => {
        server.close();
      });

      it('gives the same results', async () => {
        const browser = await chromium.launch({ executablePath, args: browserArguments });
        try {
          const page = await browser.newPage();
          const failures: string[] = [];
          page.on('pageerror', (error) => failures.push(String(error)));
          page.on('console', (message) => message.type() === 'error' && failures.push(message.text()));
          await page.goto(address);
          const actual = await Promise.race([
            results,
            new Promise<string[]>((_, reject) => setTimeout(() => reject(new Error(failures.join('\n'))), 60_000)),
          ]);
          expect(failures).toEqual([]);
          const database = new Database({ now: '2024-05-01T00:00:00Z' });
          for (const [i, query] of queries.entries()) {
            const result = await database.query(query, { seed: 1 });
            expect(actual[i], query).toBe(JSON.stringify([result.columns, result.toRows()]));
          }
        } finally {
          await browser.close();
        }
      });
    },
  );
});

/** What the page does: all queries, and the results sent back. */
const pageScript = `
import { Database } from '/index.js';
const database = new Database({ now: '2024-05-01T00:00:00Z' });
const results = [];
for (const text of await (await fetch('/queries')).json()) {
  const result = await database.query(text, { seed: 1 });
  results.push(JSON.stringify([result.columns, result.toRows()]));
}
await fetch('/results', { method: 'POST', body: JSON.stringify(results) });
`;

const browserArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
