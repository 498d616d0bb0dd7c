// One family of questions in a process of its own, so that none meets the garbage and the type feedback of another. Prints a JSON line a question.
import { integers } from './families/integers.mjs';
import { network } from './families/network.mjs';
import { processes } from './families/process.mjs';
import { sysmon } from './families/sysmon.mjs';
import { measure } from './measure.mjs';
import { readOptions } from './options.mjs';

const families = {
  'network in order of time': (options) => network(options, 'time'),
  'network at random': (options) => network(options, 'random'),
  integers,
  sysmon,
  process: processes,
};

const [family, ...args] = process.argv.slice(2);
const options = readOptions(args);
for await (const { question, variants, note } of families[family](options)) {
  if (note !== undefined) {
    console.log(JSON.stringify({ note }));
    continue;
  }
  const times = await measure(question.name, options.alone ? variants.slice(0, 1) : variants, options.runs);
  const { name, title, bars } = question;
  console.log(JSON.stringify({ name, title, bars, limit: question.limit?.(options.rows), times: [...times] }));
}
