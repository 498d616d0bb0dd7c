import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** The command line under test: KQLET_CLI, or the one in dist, which is built when it is older than its source. */
export function builtCli(): string {
  cli ??= process.env.KQLET_CLI ?? (isFresh() ? main : build());
  return cli;
}

let cli: string | undefined;

const main = path.join(root, 'dist/cli/main.js');

function isFresh(): boolean {
  return existsSync(main) && statSync(main).mtimeMs >= newestSource();
}

/** Test files run side by side, and one of them builds. */
function build(): string {
  const lock = path.join(root, 'node_modules/.kqlet-build');
  for (let waited = 0; !canTake(lock) && waited < 100; waited++) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  try {
    if (isFresh()) return main;
    const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`the build failed: ${stderr}`);
    return main;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function canTake(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

function newestSource(): number {
  const source = path.join(root, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  return Math.max(...files.map((file) => statSync(path.join(source, file)).mtimeMs));
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end. `started` gets the process while it runs. */
export function kqlet(
  args: readonly string[],
  {
    input,
    cwd,
    env,
    started,
  }: { input?: string | Uint8Array; cwd?: string; env?: Record<string, string>; started?: (pid: number) => void } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [builtCli(), ...args], { cwd, env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  started?.(child.pid as number);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder of files for one test, by their paths. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kqlet-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}
