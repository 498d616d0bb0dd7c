import { expect, it } from 'vitest';
import { Database } from '../../src/index.ts';

// manual page parse-user-agent-function: the examples and what they give
it('gives the parts of a user agent that are looked for', async () => {
  const database = new Database({
    userAgent: (text) => {
      if (text === '') return null;
      return {
        browser: { family: 'Nokia OSS Browser', majorVersion: '3', minorVersion: '1' },
        os: { family: 'Symbian OS', majorVersion: '9', minorVersion: '2' },
        device: { family: 'Nokia N81', brand: 'Nokia', model: 'N81-3' },
      };
    },
  });
  const query = `datatable(ua:string)['N81', '', 'N81']
    | project parse_user_agent(ua, 'browser'), parse_user_agent(ua, dynamic(['browser', 'os', 'device'])), parse_user_agent(ua, 'x')`;
  const browser = { Family: 'Nokia OSS Browser', MajorVersion: '3', MinorVersion: '1', Patch: '' };
  const all = {
    Browser: browser,
    OperatingSystem: { Family: 'Symbian OS', MajorVersion: '9', MinorVersion: '2', Patch: '', PatchMinor: '' },
    Device: { Family: 'Nokia N81', Brand: 'Nokia', Model: 'N81-3' },
  };
  expect((await database.query(query)).toRows()).toEqual([
    [{ Browser: browser }, all, null],
    [null, null, null],
    [{ Browser: browser }, all, null],
  ]);
});

it('is refused without a resolver, and takes nothing but objects', async () => {
  await expect(new Database().query("print parse_user_agent('x', 'os')")).rejects.toMatchObject({
    kind: 'unsupported',
    hint: expect.stringContaining('userAgent'),
  });
  const wrong = new Database({ userAgent: (() => 'x') as never });
  await expect(wrong.query("print parse_user_agent('x', 'os')")).rejects.toThrow('userAgent must give an object');
});
