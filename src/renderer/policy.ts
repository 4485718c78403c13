import { z } from 'zod';

// Imported before anything that makes a schema: the page's policy lets nothing compile code at run time.
z.config({ jitless: true });
