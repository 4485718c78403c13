import type { Command } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

export function playbackCommands(parts: WindowParts): Command[] {
  const { playback } = parts.session;
  const command = (id: string, title: string, keys: string | string[], run: () => void): Command => ({
    id,
    title,
    group: 'Playback',
    keys: [keys].flat(),
    isForPresentation: true,
    unavailable: () => awayFromDescent(parts),
    run,
  });
  const by = (steps: number) => () => {
    playback.seek(playback.step + steps);
  };
  return [
    command('play', 'Play or pause', 'Space', () => {
      playback.toggle();
    }),
    command('step-on', 'Go forward one step', ['Period', 'ArrowRight'], by(1)),
    command('step-back', 'Go back one step', ['Comma', 'ArrowLeft'], by(-1)),
    command('ten-on', 'Go forward ten steps', 'Shift+Period', by(10)),
    command('ten-back', 'Go back ten steps', 'Shift+Comma', by(-10)),
    command('first-step', 'Go to the first step', 'Home', by(-Infinity)),
    command('last-step', 'Go to the last step', 'End', by(Infinity)),
    command('loop', 'Turn looping on or off', 'L', () => {
      playback.isLooping = !playback.isLooping;
    }),
    command('slower', 'Play slower', '[', () => {
      playback.changeSpeed(-1);
    }),
    command('faster', 'Play faster', ']', () => {
      playback.changeSpeed(1);
    }),
  ];
}
