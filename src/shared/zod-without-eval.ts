import { config } from 'zod';

// By default Zod compiles schemas with `new Function`, which the window's content security policy forbids. This module is
// each page's first import, because schemas read the setting when they are created.
config({ jitless: true });
