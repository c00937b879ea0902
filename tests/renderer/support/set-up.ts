import { configure } from '@testing-library/react';
import { beforeEach, vi } from 'vitest';
import { runAfterTest } from './after-test.ts';
import { cleanWindowAfterTest } from './clean-window.ts';

// A page that loads its parts does so in moments, but not on a machine that is busy: one second is no answer.
configure({ asyncUtilTimeout: 15_000 });

beforeEach(() => {
  // A file can ask for an environment without a window.
  if (typeof window !== 'undefined') cleanWindowAfterTest();
  // What is returned runs after the hooks of the test files themselves.
  return () => {
    runAfterTest();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.unstubAllEnvs();
    vi.useRealTimers();
  };
});
