import type { Arrangement, CameraPreset } from '../views/view-options';
import type { Command } from './command';
import type { WindowParts } from './parts';
import { awayFromDescent } from './parts';

export function landscapeCommands(parts: WindowParts): Command[] {
  const { session, view } = parts;
  const command = (id: string, title: string, keys: string[], run: () => void): Command => ({
    id,
    title,
    group: 'Landscapes',
    keys,
    unavailable: () => awayFromDescent(parts),
    run,
  });
  const arranged = (arrangement: Arrangement, title: string, key: string) =>
    command(`arrange-${arrangement}`, title, [key], () => {
      view.setArrangement(arrangement);
    });
  const seen = (preset: CameraPreset, title: string, ...keys: string[]) =>
    command(`camera-${preset}`, title, keys, () => {
      view.preset(preset, session.moment);
    });
  return [
    arranged('side', 'Show both landscapes side by side', '1'),
    arranged('overlay', 'Show one landscape over the other', '2'),
    arranged('difference', 'Show how the landscapes differ', '3'),
    arranged('map', 'Show both landscapes as maps', '4'),
    command('sweep', 'Show several values of a setting side by side, or the run again', ['5'], () => {
      view.isSweep = !view.isSweep;
    }),
    command('camera-reset', 'Reset the camera', ['0'], () => {
      view.reset();
    }),
    seen('top', 'Look from above', 'T'),
    seen('oblique', 'Look from the side', 'O'),
    seen('front', 'Look from the front'),
    seen('path', 'Look along the path'),
    command('ride', 'Let the slice ride with the selected state, or hold it', [], () => {
      session.followSlice.isOn = !session.followSlice.isOn;
    }),
    command('table', 'Show the landscapes as numbers, or hide them', ['Shift+T'], parts.showTable),
    command('full-stage', 'Fill the window with the landscapes, or leave it', ['F'], () => {
      view.isFull = !view.isFull;
    }),
  ];
}
