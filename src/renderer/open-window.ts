import type { Host } from './host/host';
import { Experiments } from './session/experiments/experiments.svelte';
import { SessionFiles } from './session/files/session-files.svelte';
import { Opening } from './session/opening.svelte';
import { Session } from './session/session.svelte';
import { Appearance } from './theme/appearance.svelte';
import { Panels } from './views/chrome/panels.svelte';
import { DEFAULT_PLOT, PlotChoice } from './views/timeline-panel/quantity';
import { DEFAULT_VIEW_OPTIONS, ViewOptions } from './views/view-options';
import { View } from './views/view-state.svelte';

/** The number of grid points along each axis of the landscapes. */
const GRID_SIZE = 256;

/** Creates the parts of a window, and opens what the window had open before or was started with. */
export function openWindow(host: Host) {
  const session = new Session(host, GRID_SIZE);
  const experiments = new Experiments(host, () => session.opened);
  const view = new View();
  const files = new SessionFiles(host, session, {
    // session files contain these names
    get look() {
      return { ...view.options, plot: view.plot, isRiding: session.followSlice.isOn };
    },
    restore(look) {
      const { plot, isRiding } = Object(look) as { plot?: unknown; isRiding?: unknown };
      view.restore(
        ViewOptions.catch(DEFAULT_VIEW_OPTIONS).parse(look),
        PlotChoice.catch(DEFAULT_PLOT).parse(plot),
      );
      session.followSlice.isOn = isRiding === true;
    },
  });
  const opening = new Opening(host, session, files, () => {
    experiments.show(false);
  });
  void files.start();
  void experiments.start();
  return { session, experiments, view, files, opening, appearance: new Appearance(), panels: new Panels() };
}
