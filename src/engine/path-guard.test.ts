import { expect, it } from 'vitest';
import { EngineError } from '#shared/errors';
import type { Handlers, MethodContext } from '#shared/rpc/server';
import { PathGuard } from './path-guard';

const folder = { id: 'grant:1', name: 'holiday', paths: ['/tmp/uploads/7/holiday'] };
const pictures = { id: 'grant:2', name: '2 pictures', paths: ['/a/x.png', '/b/y.png'] };

/** Returns what a handler receives of parameters; `answer` is what it does then. */
async function seen(params: unknown, answer: () => unknown = () => undefined): Promise<unknown> {
  const guard = new PathGuard();
  guard.add(folder);
  guard.add(pictures);
  let received: unknown;
  const handler = (given: unknown) => {
    received = given;
    return Promise.resolve(answer());
  };
  const { inspect } = guard.guard({ inspect: handler } as unknown as Handlers);
  await inspect(params as never, {} as MethodContext<'inspect'>);
  return received;
}

it('replaces the id of what a person opened, however deep, by its path', async () => {
  expect(await seen({ a: [{ images: { source: 'grant:1', gray: true } }], path: 'grant:1' })).toEqual({
    a: [{ images: { source: '/tmp/uploads/7/holiday', gray: true } }],
    path: '/tmp/uploads/7/holiday',
  });
  expect(await seen({ source: 'grant:2' })).toEqual({ source: '2 pictures', files: pictures.paths });
  expect(await seen({ source: 'sample:emoji', name: '/etc/passwd' })).toEqual({
    source: 'sample:emoji',
    name: '/etc/passwd', // not the name of a file to read
  });
});

it.each([
  ['a path', { source: '/etc' }],
  ['the path of something opened', { source: '/a/x.png' }],
  ['an id that nobody was given', { source: 'grant:3' }],
  ['a sample where a file is read', { projectionFile: 'sample:emoji' }],
  ['a list of files', { source: 'grant:1', files: ['/etc/passwd'] }],
  ['several pictures where one file is read', { phaseFile: 'grant:2' }],
  ['a path deep inside', { model: { own: [{ path: '/etc/passwd' }] } }],
])('refuses %s', async (_, params) => {
  await expect(seen(params)).rejects.toMatchObject({ code: 'bad-request' });
});

it('names what a person opened in errors as the person knows it', async () => {
  const answer = () => {
    throw new EngineError('bad-input', 'The folder /tmp/uploads/7/holiday has no pictures.', 'Open another.');
  };
  await expect(seen({ source: 'grant:1' }, answer)).rejects.toMatchObject({
    code: 'bad-input',
    message: 'The folder holiday has no pictures.',
    next: 'Open another.',
  });
});
