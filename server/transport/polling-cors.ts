import { ServerResponse, type IncomingMessage } from 'node:http';
import cors from 'cors';
import type { OriginPolicy } from './origins.ts';

type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** Lets pages of the clinic's origins poll. Browsers ask for no such leave before they open a WebSocket. */
export const createPollingCors = (origins: OriginPolicy): Middleware => {
  const answer = cors((request, decide) =>
    decide(null, { origin: origins.allows(request), credentials: true, methods: ['GET', 'POST'] }),
  );
  return (request, response, next) =>
    // Engine.IO has a response of its own for upgrades.
    response instanceof ServerResponse ? answer(request, response, next) : next();
};
