import '#shared/zod-without-eval';
import '@fontsource-variable/inter/opsz.css';
import '@fontsource-variable/stix-two-text/wght-italic.css';
import './theme/tokens.css';
import './theme/base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { detectHost } from './host/find-host';

const target = document.getElementById('app');
if (target) mount(App, { target, props: { host: detectHost() } });
