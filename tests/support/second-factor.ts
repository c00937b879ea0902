import { Secret, TOTP } from 'otpauth';
import type { Answer, Person, TestServer } from './server.ts';
import { PASSWORD } from './server.ts';

export const STEP_MS = 30_000;

/** What an authenticator app shows for a secret at a time. */
export const codeAt = (secret: string, timestamp: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });

/** Six digits that no step around the time has. */
export const wrongCode = (secret: string, timestamp: number): string => {
  const near = [-2, -1, 0, 1, 2].map((step) => codeAt(secret, timestamp + step * STEP_MS));
  return (
    ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code)) ?? ''
  );
};

type Clinic = Pick<TestServer, 'request' | 'expectStatus'>;

/** Sets a second factor up; its code of this time step is used then. */
export const setUpSecondFactor = async (
  clinic: Clinic,
  { bearer }: Pick<Person, 'bearer'>,
  now: () => number,
  password = PASSWORD,
): Promise<{ secret: string; uri: string; recoveryCodes: string[] }> => {
  const begun = await clinic.expectStatus(
    201,
    clinic.request<{ data: { secret: string; uri: string } }>(
      'POST',
      '/api/profile/second-factor',
      { password },
      bearer,
    ),
  );
  const confirmed = await clinic.expectStatus(
    201,
    clinic.request<{ data: { recoveryCodes: string[] } }>(
      'POST',
      '/api/profile/second-factor/confirm',
      { code: codeAt(begun.data.secret, now()) },
      bearer,
    ),
  );
  return { ...begun.data, ...confirmed.data };
};

export const loginWith = (
  clinic: Clinic,
  code?: string,
  email = 'ada@clinic.example',
  headers: Record<string, string> = {},
): Promise<Answer<Record<string, unknown>>> =>
  clinic.request(
    'POST',
    '/auth/login',
    { email, password: PASSWORD, ...(code !== undefined && { code }) },
    headers,
  );
