import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/stix-two-text/wght-italic.css';
import '../../../../src/renderer/theme/tokens.css';
import '../../../../src/renderer/theme/base.css';
import { mount } from 'svelte';
import Harness from './Harness.svelte';
import { makeMoment } from './moment';

const wish = new URLSearchParams(location.search);
if (wish.get('theme') === 'light') document.documentElement.dataset.theme = 'light';
const budget = wish.get('budget');
const steps = Number(wish.get('steps') ?? 300);
const moment = makeMoment(steps, budget === null ? undefined : Number(budget));
const target = document.getElementById('strip');
if (target) mount(Harness, { target, props: { made: { ...moment, step: Number(wish.get('step') ?? 0) } } });
