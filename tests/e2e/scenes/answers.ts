import type { Page, Route } from '@playwright/test';
import {
  HTTP_STATUS,
  routes,
  type ErrorCode,
  type RouteAnswer,
  type RouteName,
} from '../../../server/protocol/index.ts';

/** What the server seems to answer to one page: for states that would take days, or change the clinic of all scenes. */

const intercept = async (
  page: Page,
  name: RouteName,
  handle: (request: Route) => Promise<void>,
): Promise<void> => {
  const { method, path } = routes[name];
  const pattern = new RegExp(`${path.replace(/:\w+/g, '[^/?]+')}(\\?.*)?$`);
  await page.route(pattern, (request) =>
    request.request().method().toLowerCase() === method ? handle(request) : request.fallback(),
  );
};

/** From now on a route answers this; `ask` asks the server itself. */
export const pretendAnswer = <R extends RouteName>(
  page: Page,
  name: R,
  answer: (ask: () => Promise<RouteAnswer<R>>) => RouteAnswer<R> | Promise<RouteAnswer<R>>,
): Promise<void> =>
  intercept(page, name, async (request) => {
    const ask = async () => {
      const response = await request.fetch();
      return routes[name].answer.parse(await response.json()) as RouteAnswer<R>;
    };
    await request.fulfill({ json: await answer(ask) });
  });

/** From now on a route is refused with this code. */
export const pretendRefusal = (page: Page, name: RouteName, code: ErrorCode): Promise<void> =>
  intercept(page, name, (request) =>
    request.fulfill({ status: HTTP_STATUS[code], json: { success: false, code, message: code } }),
  );

/** From now on nobody answers this route. */
export const pretendSilence = (page: Page, name: RouteName): Promise<void> =>
  intercept(page, name, (request) => request.abort('internetdisconnected'));
