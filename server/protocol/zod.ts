import { z } from 'zod';

// The pages run under a CSP without 'unsafe-eval': zod must not compile its validators at run time.
z.config({ jitless: true });

export { z };
