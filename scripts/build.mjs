// Builds dist/: the ES modules, bundled with their dependencies so that nothing is resolved at start, and their types.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url);
rmSync(new URL('dist/', root), { recursive: true, force: true });

/** The codecs of Parquet come with one in WebAssembly that starts when it is imported, which many a page forbids. It is not used. */
const codecsAsked = {
  name: 'codecs-asked',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/compressors\.js$/ }, ({ resolveDir }) =>
      resolveDir.includes('hyparquet-compressors') ? { path: join(resolveDir, 'compressors.js'), sideEffects: false } : undefined,
    );
  },
};

const shared = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  sourcemap: 'linked',
  absWorkingDir: root.pathname,
  outdir: 'dist',
  logLevel: 'warning',
  legalComments: 'none',
  plugins: [codecsAsked],
};

// Node: one set of chunks, so that the command line loads only what a command needs
await build({
  ...shared,
  entryPoints: { node: 'src/node.ts', 'cli/main': 'src/cli/main.ts', 'schemas/index': 'src/schemas/index.ts' },
  platform: 'node',
  // what the package has for Node is CommonJS, which cannot be bundled into an ES module
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
});

// everywhere else: nothing of Node; what few queries need is a chunk that is fetched on demand
await build({
  ...shared,
  entryPoints: { index: 'src/index.ts' },
  platform: 'browser',
  splitting: true,
  chunkNames: 'browser/[name]-[hash]',
  minify: true,
});

execFileSync(
  'npx',
  [
    'tsc',
    '--noEmit',
    'false',
    '--emitDeclarationOnly',
    '--declaration',
    '--rootDir',
    'src',
    '--outDir',
    'dist',
    '--project',
    'tsconfig.build.json',
  ],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
chmodSync(new URL('dist/cli/main.js', root), 0o755);
