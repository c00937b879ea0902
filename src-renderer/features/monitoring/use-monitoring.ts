import { useDocumentVisibility } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Monitoring, MonitoringSpan } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { useLoaded } from '../../shell/use-loaded.ts';

const REFRESH_MS = 10_000;

type Loaded = { span: MonitoringSpan; data: Monitoring };

/** How the server is doing, asked for again every ten seconds while somebody can see it. */
export const useMonitoring = (span: MonitoringSpan) => {
  const { rest } = useServices();
  const visible = useDocumentVisibility() === 'visible';
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const load = useCallback(
    () =>
      rest.call('monitoring', { query: { span } }).then(
        ({ data }) => {
          setLoaded({ span, data });
          setProblem(null);
        },
        (error: unknown) => setProblem(codeOf(error)),
      ),
    [rest, span],
  );
  useLoaded(load);

  const wasHidden = useRef(false);
  useEffect(() => {
    if (!visible) {
      wasHidden.current = true;
      return;
    }
    // Whoever comes back sees no old numbers.
    if (wasHidden.current) void load();
    wasHidden.current = false;
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [visible, load]);

  return { loaded, problem, load };
};
