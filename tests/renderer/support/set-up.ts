import { configure } from '@testing-library/react';

// A page that loads its parts does so in moments, but not on a machine that is busy: one second is no answer.
configure({ asyncUtilTimeout: 15_000 });
