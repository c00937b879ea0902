import { callRoute, DOCTOR, setUpClinic } from './fixtures/clinic.ts';
import { expect, test } from './fixtures/test.ts';

test.use({ serverOptions: {} });

test('a server that was killed comes back at the same address with the same clinic', async ({ server }) => {
  const { invite } = await setUpClinic(server);
  const { invite: link } = await invite('Grace Example');
  expect(new URL(link.url).origin).toBe(new URL(server.url).origin);

  await server.kill();
  await expect(fetch(server.url)).rejects.toThrow();

  await server.start();
  const answer = await callRoute(server, 'login', { email: DOCTOR.email, password: DOCTOR.password });
  expect(answer.user.fullname).toBe(DOCTOR.fullname);
});

test('a server that is asked to end does so cleanly', async ({ server }) => {
  expect(await server.stop()).toBe(0);
});

test.describe('with a setting of its own', () => {
  test.use({ serverEnvironment: { HEALTH_STATUS: 'fine' } });

  test('a server takes it from the environment', async ({ server }) => {
    const { status } = await callRoute(server, 'health', {});
    expect(status).toBe('fine');
  });
});
