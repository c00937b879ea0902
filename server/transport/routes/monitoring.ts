import type { monitoringRoutes } from '../../protocol/routes/monitoring.ts';
import type { HandlersOf, RouteDeps } from './context.ts';

export const createMonitoringHandlers = ({ monitor }: RouteDeps): HandlersOf<typeof monitoringRoutes> => ({
  monitoring: async ({ query }) => ({ answer: { success: true, data: await monitor.report(query.span) } }),
});
