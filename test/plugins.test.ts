import { expect, it } from 'vitest';
import { missingFunctions, refusalOf } from '../src/binder/missing.ts';
import { functions } from '../src/functions/index.ts';
import { fetchPlugins, missingPlugins, pluginNames, plugins } from '../src/plugins/index.ts';
import { pluginRefusal } from '../src/plugins/refusals.ts';

it('knows before fetching what plugins there are', async () => {
  const before = pluginNames();
  await fetchPlugins();
  expect(new Set(plugins.keys())).toEqual(new Set(before));
  expect(before.filter((name) => missingPlugins.has(name))).toEqual([]);
});

it('gives reasons only for what it lacks', () => {
  expect(pluginNames().filter((name) => pluginRefusal(name) !== undefined)).toEqual([]);
  expect(functions.names().filter((name) => !missingFunctions.has(name) && refusalOf(name) !== undefined)).toEqual([]);
});
