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
  const camera = (id: string, title: string, keys: string[], run: () => void): Command => ({
    ...command(`camera-${id}`, title, keys, run),
    isForPresentation: true,
  });
  const seen = (preset: CameraPreset, title: string, ...keys: string[]) =>
    camera(preset, title, keys, () => {
      view.preset(preset, session.moment);
    });
  return [
    arranged('side', 'Show both landscapes side by side', '1'),
    arranged('overlay', 'Overlay the landscapes', '2'),
    arranged('difference', 'Show the difference of the landscapes', '3'),
    arranged('map', 'Show both landscapes as maps', '4'),
    command('sweep', 'Compare values of a setting, or return to the run', ['5'], () => {
      view.isSweep = !view.isSweep;
    }),
    camera('reset', 'Reset the camera', ['0'], () => {
      view.reset();
    }),
    seen('top', 'View from the top', 'T'),
    seen('oblique', 'View at an angle', 'O'),
    seen('front', 'View from the front'),
    seen('path', 'View along the path'),
    command('follow-slice', 'Let the slice follow the selected query, or fix it', [], () => {
      session.followSlice.isOn = !session.followSlice.isOn;
    }),
    command('table', 'Show or hide the table of readings', ['Shift+T'], parts.showTable),
    {
      ...command('present', 'Start or end the presentation', ['F'], () => {
        view.isPresenting = !view.isPresenting;
      }),
      isForPresentation: true,
    },
  ];
}
