import { describe, expect, it } from 'vitest';
import { CHILD_URL, createSupervised } from '../support/desktop/supervised-children.ts';
import { testConfig } from '../support/desktop/hosted-server-config.ts';

/** Another program takes the port between the look at it and the listening. */

const TAKEN = { type: 'failed', code: 'port_in_use', message: 'port is in use' } as const;

/** A configuration with the first port from 4000 on that was not refused. */
const setUp = () => {
  const asked: (readonly number[])[] = [];
  const supervised = createSupervised({
    config: async (takenPorts) => {
      asked.push(takenPorts);
      return testConfig({ dataDir: '/nowhere', port: 4000 + takenPorts.length });
    },
  });
  const { child, settle } = supervised;
  /** The last child finds its port taken and is gone. */
  const findTaken = async () => {
    child().say(TAKEN);
    child().exit();
    await settle();
  };
  return { ...supervised, asked, findTaken };
};

describe('a port that is taken after all', () => {
  it('is left for another one, in the same start', async () => {
    const { server, child, asked, statuses, settle, findTaken, clock } = setUp();
    const started = server.start();
    await settle();
    await findTaken();
    expect(child(0).killed).toBe(true);
    await findTaken();
    expect(child(2).sent).toMatchObject([{ type: 'start', config: { port: 4002 } }]);
    child().say({ type: 'listening', url: CHILD_URL });
    expect((await started).status).toBe('running');
    expect(statuses()).toEqual(['starting', 'running']);
    expect(asked).toEqual([[], [4000], [4000, 4001]]);
    // Nothing but the wait for a healthy server.
    expect(clock.pending()).toBe(1);
  });

  it('is left only when its child is gone, which has the clinic still open', async () => {
    const { server, child, children, settle } = setUp();
    void server.start();
    await settle();
    child().say(TAKEN);
    await settle();
    expect(children).toHaveLength(1);
    child(0).exit();
    await settle();
    expect(children).toHaveLength(2);
  });

  it('is left at a restart, too', async () => {
    const { server, child, clock, settle, findTaken } = setUp();
    const started = server.start();
    await settle();
    child().say({ type: 'listening', url: CHILD_URL });
    await started;
    child().exit();
    clock.pass(60_000);
    await findTaken();
    expect(server.state()).toEqual({ status: 'starting', attempt: 1 });
    expect(child(2).sent).toMatchObject([{ type: 'start', config: { port: 4001 } }]);
    expect((await server.config()).port).toBe(4001);
  });

  it('is said when it has to be this one, or has been tried often enough', async () => {
    const fixed = createSupervised({ config: async () => testConfig({ dataDir: '/nowhere', port: 4000 }) });
    const started = fixed.server.start();
    await fixed.settle();
    fixed.child().say(TAKEN);
    fixed.child().exit();
    expect(await started).toEqual({
      status: 'failed',
      code: 'port_in_use',
      cause: 'port 4000 is in use',
    });
    expect(fixed.children).toHaveLength(1);

    const { server, children, settle, findTaken } = setUp();
    const second = server.start();
    await settle();
    for (let tries = 0; tries < 11; tries += 1) await findTaken();
    expect(await second).toMatchObject({ status: 'failed', code: 'port_in_use' });
    expect(children).toHaveLength(11);
  });

  it('is nobody’s business any more after a stop', async () => {
    const { server, child, children, settle } = setUp();
    void server.start();
    await settle();
    child().say(TAKEN);
    const stopped = server.stop();
    child().exit();
    expect(await stopped).toEqual({ status: 'stopped' });
    await settle();
    expect(children).toHaveLength(1);
  });
});
