import { describe, expect, it } from 'vitest';
import { checkSleep } from '../../src-main/services/reachability/check-sleep.ts';
import type { CommandOutput } from '../../src-main/services/system-command.ts';
import { systemContext } from '../support/desktop/reach-system-context.ts';
import { pmset, powercfg, said } from '../support/desktop/system-outputs.ts';

/** Sleep, by what the systems’ own commands print. */

const QUERY = 'powercfg /query SCHEME_CURRENT SUB_SLEEP';
const GSETTINGS = 'gsettings get org.gnome.settings-daemon.plugins.power';
const LOGIN =
  'busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager';

describe('sleep', () => {
  it.each(['english', 'german', 'spanish'] as const)('is read from Windows in %s', async (language) => {
    const never = systemContext('windows', { [QUERY]: said(powercfg[language](0, 900)) });
    expect(await checkSleep(never)).toMatchObject({ status: 'ok', code: 'sleep-never' });
    const sleeps = systemContext('windows', {
      [`${QUERY} STANDBYIDLE`]: said(powercfg[language](1800, 900)),
      [`${QUERY} HIBERNATEIDLE`]: said(powercfg.unsupported, 1),
    });
    expect(await checkSleep(sleeps)).toMatchObject({
      status: 'warning',
      code: 'sleep-after',
      facts: {
        minutes: 30,
        command: expect.stringContaining('standby-timeout-ac 0'),
        asAdministrator: false,
      },
    });
  });

  it('does not matter while the app keeps the computer awake', async () => {
    const sleeps = systemContext('macos', { 'pmset -g custom': said(pmset(15)) });
    expect(await checkSleep({ ...sleeps, keepsAwake: () => true })).toMatchObject({
      status: 'ok',
      code: 'sleep-prevented',
    });
  });

  it('counts hibernation on Windows, too', async () => {
    const hibernates = systemContext('windows', {
      [`${QUERY} STANDBYIDLE`]: said(powercfg.english(0, 0)),
      [`${QUERY} HIBERNATEIDLE`]: said(powercfg.english(10_800, 0)),
    });
    expect(await checkSleep(hibernates)).toMatchObject({ code: 'sleep-after', facts: { minutes: 180 } });
  });

  it('is read from macOS as it is on mains', async () => {
    expect(await checkSleep(systemContext('macos', { 'pmset -g custom': said(pmset(0)) }))).toMatchObject({
      code: 'sleep-never',
    });
    expect(await checkSleep(systemContext('macos', { 'pmset -g custom': said(pmset(15)) }))).toMatchObject({
      code: 'sleep-after',
      facts: { minutes: 15, command: 'sudo pmset -c sleep 0', asAdministrator: true },
    });
  });

  it.each<[string, Record<string, CommandOutput>, string, number | undefined]>([
    ['masked', { 'systemctl is-enabled': said('masked\n', 1) }, 'sleep-never', undefined],
    [
      'GNOME that never sleeps',
      { [`${GSETTINGS} sleep-inactive-ac-type`]: said("'nothing'\n") },
      'sleep-never',
      undefined,
    ],
    [
      'GNOME that sleeps',
      {
        'systemctl is-enabled': said('static\n'),
        [`${GSETTINGS} sleep-inactive-ac-type`]: said("'suspend'\n"),
        [`${GSETTINGS} sleep-inactive-ac-timeout`]: said('3600\n'),
      },
      'sleep-after',
      60,
    ],
    [
      'GNOME of before, whose numbers have a type',
      {
        [`${GSETTINGS} sleep-inactive-ac-type`]: said("'suspend'\n"),
        [`${GSETTINGS} sleep-inactive-ac-timeout`]: said('uint32 1200\n'),
      },
      'sleep-after',
      20,
    ],
    [
      'a login manager that ignores it',
      { [`${LOGIN} IdleAction`]: said('s "ignore"\n') },
      'sleep-never',
      undefined,
    ],
    [
      'a login manager that suspends',
      { [`${LOGIN} IdleAction`]: said('s "suspend"\n'), [`${LOGIN} IdleActionUSec`]: said('t 1800000000\n') },
      'sleep-after',
      30,
    ],
  ])('is read from Linux: %s', async (_name, outputs, code, minutes) => {
    const found = await checkSleep(systemContext('linux', outputs));
    expect(found.code).toBe(code);
    expect(found.facts.minutes).toBe(minutes);
  });

  it.each(['windows', 'macos', 'linux'] as const)('is unknown where %s does not tell', async (system) => {
    expect(await checkSleep(systemContext(system, {}))).toMatchObject({
      status: 'unknown',
      code: 'sleep-unreadable',
      facts: { command: expect.any(String) },
    });
  });
});
