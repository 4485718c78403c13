import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { MODEL_COLOR } from './model-marks';
import { ModelName } from './setup';

it('has the colours that the style sheet has', () => {
  const file = fileURLToPath(new URL('../renderer/theme/tokens.css', import.meta.url));
  const css = readFileSync(file, 'utf8');
  for (const model of ModelName.options) {
    const [, color] = new RegExp(`--${model}: (#\\w{6});`).exec(css) ?? [];
    expect(color?.toLowerCase()).toBe(MODEL_COLOR[model].toLowerCase());
  }
});
