import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import type { AnteroomBridge, ClinicLogLine, ClinicNumbers } from '../../../src-preload/contract.ts';

const EVERY_MS = 2_000;
const KEPT_LINES = 300;

export type ClinicReport = {
  /** Null while the clinic does not run or does not answer. */
  numbers: ClinicNumbers | null;
  lines: readonly ClinicLogLine[];
  /** `asking`: nothing was answered yet; `failed`: the app itself did not answer. */
  status: 'asking' | 'answered' | 'failed';
};

const FIRST: ClinicReport = { numbers: null, lines: [], status: 'asking' };

/** How the hosted clinic is doing, asked for every two seconds while somebody can see it. */
export const useClinicReport = (hostedServer: AnteroomBridge['hostedServer']): ClinicReport => {
  const visible = useDocumentVisibility() === 'visible';
  const [report, setReport] = useState(FIRST);
  const lastLine = useRef(0);

  useEffect(() => {
    if (!visible) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const ask = async (): Promise<void> => {
      try {
        const { numbers, lines } = await hostedServer.report({ linesAfter: lastLine.current });
        if (isOver) return;
        lastLine.current = lines.at(-1)?.number ?? lastLine.current;
        setReport((before) => ({
          numbers,
          lines: lines.length === 0 ? before.lines : [...before.lines, ...lines].slice(-KEPT_LINES),
          status: 'answered',
        }));
      } catch {
        if (!isOver) setReport((before) => ({ ...before, numbers: null, status: 'failed' }));
      }
      if (!isOver) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [visible, hostedServer]);

  return report;
};
