import { config } from 'zod';

// Schemas are compiled to code otherwise, which a window's content security policy forbids. This module is a page's
// first import: schemas look at the setting when they are made.
config({ jitless: true });
