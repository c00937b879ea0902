import { cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { GROUP_OF } from '../../src-renderer/features/help-code/failure-groups.ts';
import { FAILURES } from '../../src-renderer/features/help-code/failures.ts';
import { HelpButton } from '../../src-renderer/features/help-code/help-button.tsx';
import { encodeHelpCode } from '../../src-renderer/features/help-code/help-code.ts';
import { HelpDeskPage } from '../../src-renderer/features/help-code/help-desk-page.tsx';
import { wordsOf } from '../../src-renderer/features/help-code/spoken-words.ts';
import { lend } from './support/lend.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

afterEach(cleanup);

const wordsFor = (language: 'en' | 'es' | 'hi') =>
  encodeHelpCode({ failure: 'no-camera', area: 'devices', version: 1 }).map(
    (number) => wordsOf(language)[number] ?? '',
  );
const field = () => screen.getByRole('textbox', { name: 'The three words' });

describe('the page that reads help codes', () => {
  it.each(['en', 'es', 'hi'] as const)(
    'says what failed, what to ask and what to do, in %s',
    async (language) => {
      await renderApp(<HelpDeskPage />, { services: createTestServices({}) });
      // Nothing of it needs a network.
      lend(window, 'fetch', () => Promise.reject(new TypeError('no network')));
      await userEvent.type(field(), wordsFor(language).join(' '));
      expect(await screen.findByRole('heading', { name: /^No camera was found/ })).toBeDefined();
      expect(screen.getByText(/Is another program using the camera/)).toBeDefined();
      expect(screen.getByText(/Close other programs/)).toBeDefined();
      expect(screen.getByText('test of the devices')).toBeDefined();
    },
  );

  it('suggests a word for one that was written wrongly, and puts it in', async () => {
    await renderApp(<HelpDeskPage />, { services: createTestServices({}) });
    const [first = '', second = '', third = ''] = wordsFor('en');
    await userEvent.type(field(), `${first}x ${second} ${third}`);
    expect(screen.getByRole('status').textContent).toContain(`“${first}x” is none of our words.`);
    await userEvent.click(screen.getByRole('button', { name: first }));
    expect(await screen.findByRole('heading', { name: /^No camera was found/ })).toBeDefined();
  });

  it('notices a misheard word, and says how many are missing', async () => {
    await renderApp(<HelpDeskPage />, { services: createTestServices({}) });
    const [first = '', second = ''] = wordsFor('en');
    await userEvent.type(field(), `${first} ${second} `);
    expect(screen.getByRole('status').textContent).toBe('1 more to go.');
    const wrong = wordsOf('en').find((word) => !wordsFor('en').includes(word)) ?? '';
    await userEvent.type(field(), wrong);
    expect(screen.getByRole('status').textContent).toMatch(/at least one was misheard/);
    await userEvent.type(field(), ' one');
    expect(screen.getByRole('status').textContent).toMatch(/three words|none of our words/);
  });

  it('has an answer for every failure', () => {
    expect(Object.keys(GROUP_OF).toSorted()).toEqual([...FAILURES].toSorted());
  });
});

describe('the help of a patient', () => {
  it('opens over the page with three words that the clinic can read', async () => {
    const services = createTestServices({});
    services.failures.report('no-camera');
    await renderApp(<HelpButton />, { services });
    await userEvent.click(screen.getByRole('button', { name: 'Help' }));
    const list = await screen.findByRole('list', { name: 'The three words' });
    expect(list.textContent).toBe(wordsFor('en').join(''));
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('list', { name: 'The three words' })).toBeNull();
  });
});
