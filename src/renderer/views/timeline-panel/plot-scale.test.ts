import { describe, expect, it } from 'vitest';
import { stepScale, stepTicks, valueScale } from './plot-scale';

const box = { x: 0, y: 0, width: 500, height: 200 };

describe('a step scale', () => {
  it('maps its range to the plot and back, within the range', () => {
    const scale = stepScale(box, [20, 120], 152);
    expect([scale.x(20), scale.x(70), scale.x(120)]).toEqual([48, 198, 348]);
    expect([scale.step(-100), scale.step(199), scale.step(1000)]).toEqual([20, 70, 120]);
  });

  it('has ticks at whole steps only, also in a range of few steps', () => {
    expect(stepTicks(stepScale(box, [7, 9], 152)).map(({ value }) => value)).toEqual([7, 8, 9]);
    expect(stepTicks(stepScale(box, [3, 3], 152))).toEqual([{ value: 3, text: '3' }]);
  });
});

describe('a value scale', () => {
  it('maps the lowest value to the bottom and labels ticks with a true minus', () => {
    const scale = valueScale(box, [-1, 1], { isLog: false });
    expect([scale.y(-1), scale.y(1)]).toEqual([scale.bottom, scale.top]);
    expect(scale.ticks.map(({ text }) => text)).toContain('−0.5');
    expect(scale.ticks.map(({ text }) => text)).toContain('0');
  });

  it('takes the logarithm above an offset, which values at or below the offset do not have', () => {
    const scale = valueScale(box, [-5 + 0.01, -5 + 1], { isLog: true, offset: -5 });
    expect(scale.y(-5 + 0.1)).toBeCloseTo((scale.top + scale.bottom) / 2);
    expect(scale.y(-5)).toBeNaN();
    expect(scale.ticks.map(({ text }) => text)).toContain('0.1');
  });
});
