import type { FeatureMap } from '#shared/setup';
import type { Experiment } from './experiment';
import { combinations, rowsCell } from './experiment';
import { letters } from './letters';
import { mapColumns, mapsWork, measureMap } from './maps';

const maps: readonly FeatureMap[] = ['sincos', 'cos', 'exp', 'expexp'];
const paper = {
  betas: [1, 10, 30, 60],
  features: [4e4, 8e4, 16e4, 4e5, 8e5],
  numMemories: 500,
  numQueries: 400,
};
const quick = { ...paper, features: [5e3, 1e4, 2e4, 4e4, 8e4] };

/** The four feature maps on data whose inner products are positive. */
export const fig6: Experiment = {
  columns: mapColumns,
  async plan(context) {
    const { betas, features, ...numbers } = context.spec.quick ? quick : paper;
    const drawn = await letters(context, numbers);
    return {
      data: drawn.data,
      stamp: drawn.stamp,
      cells: combinations({ beta: betas, featureMap: maps }).map((choice) => {
        const setting = { ...choice, features };
        const key = `β ${String(choice.beta)}, ${choice.featureMap}`;
        return rowsCell(key, mapsWork(drawn, features), () => measureMap(context, drawn, setting));
      }),
    };
  },
};
