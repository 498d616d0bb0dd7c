import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const shared = join(import.meta.dirname, '../../../shared');

export interface CorpusQuery {
  readonly id: string;
  readonly query: string;
}

/** Whether the shared corpora lie beside the project. */
export const corporaPresent = existsSync(join(shared, 'corpus/rules-dev.jsonl.gz'));

/** The detection rules of the shared corpus. */
export function rules(): CorpusQuery[] {
  const lines = gunzipSync(readFileSync(join(shared, 'corpus/rules-dev.jsonl.gz'))).toString('utf8');
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** The conformance cases that the engine answered. */
export function answered(): CorpusQuery[] {
  return [...cases<CorpusQuery>('emulator-dev.json'), ...cases<CorpusQuery>('fuzz-dev.json')];
}

/** The conformance cases that the engine refused, with the reason's class: 'syntax', 'semantic' or 'other'. */
export function refused(): (CorpusQuery & { class: string })[] {
  return cases('fuzz-rejected-dev.json');
}

function cases<T>(file: string): T[] {
  return JSON.parse(readFileSync(join(shared, 'conformance', file), 'utf8'));
}
