import { describe, expect, it } from 'vitest';
import { createMicrophoneJudge } from '../../src-renderer/features/consultation/microphone-judge.ts';

const setUp = () => {
  const judge = createMicrophoneJudge();
  let now = 0;
  /** What it says in the end, after so many seconds of this level. */
  const during = (seconds: number, level: number | null, muted = false) => {
    let said: ReturnType<typeof judge.update> = null;
    for (let passed = 0; passed < seconds; passed += 0.2) said = judge.update({ level, muted }, (now += 200));
    return said;
  };
  return { during };
};

describe('a microphone in a call', () => {
  it('that never gave a sound is silent after eight seconds, until it gives one', () => {
    const { during } = setUp();
    expect(during(7.6, 0)).toBeNull();
    expect(during(1, 0)).toBe('silent');
    expect(during(0.2, 0.3)).toBeNull();
  });

  it('that was heard before may be quiet for long while its person listens', () => {
    const { during } = setUp();
    during(2, 0.5);
    expect(during(40, 0)).toBeNull();
    expect(during(6, 0)).toBe('silent');
  });

  it('that is muted is not silent', () => {
    expect(setUp().during(120, 0, true)).toBeNull();
  });

  it('is spoken into while muted: said within two seconds, and for five more', () => {
    const { during } = setUp();
    expect(during(2, 0.6, true)).toBe('speakingWhileMuted');
    expect(during(4, 0.1, true)).toBe('speakingWhileMuted');
    expect(during(4, 0.1, true)).toBeNull();
  });

  it('is not spoken into when there was one cough, or the room is noisy', () => {
    const { during } = setUp();
    expect(during(0.6, 0.9, true)).toBeNull();
    expect(during(60, 0.3, true)).toBeNull();
  });

  it('has no more to say as soon as it is on', () => {
    const { during } = setUp();
    during(2, 0.6, true);
    expect(during(0.2, 0.6, false)).toBeNull();
    expect(during(0.2, 0.1, true)).toBeNull();
  });

  it('that cannot be measured is not judged', () => {
    expect(setUp().during(60, null)).toBeNull();
  });
});
