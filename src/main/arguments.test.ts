import { expect, it } from 'vitest';
import { readArguments } from './arguments';

it.each([
  [[], {}],
  [['--no-sandbox'], {}],
  [['--no-sandbox', '/pictures/cats'], { source: '/pictures/cats' }],
  [['./images'], { source: './images' }],
  [['.'], { source: '.' }],
  [['half-kept.mnemo'], { source: 'half-kept.mnemo' }],
  [['images', './cats', '--json'], { command: ['images', './cats', '--json'] }],
  [['--help'], { command: ['--help'] }],
])('reads %j', (args, expected) => {
  expect(readArguments(args)).toEqual(expected);
});
