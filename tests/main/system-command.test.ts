import { describe, expect, it } from 'vitest';
import { placeOf, runSystemCommand } from '../../src-main/services/system-command.ts';

/** The commands of the operating system that the app may run. */

describe('the commands of the system', () => {
  it('are asked at their place, whatever stands in the PATH', () => {
    expect(placeOf('reg', 'C:\\Windows')).toMatch(/^C:\\Windows.System32.reg\.exe$/);
    expect(placeOf('socketfilterfw', '')).toBe('/usr/libexec/ApplicationFirewall/socketfilterfw');
  });

  it('that are not installed are no failure', async () => {
    expect(await runSystemCommand('pmset', ['-g'])).toEqual({ exitCode: null, stdout: '', stderr: '' });
  });
});
