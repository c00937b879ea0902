import { act, render, screen } from '@testing-library/react';
import { Suspense } from 'react';
import { I18nextProvider } from 'react-i18next';
import { afterEach, expect, it, vi } from 'vitest';
import { createI18n } from '../../src-renderer/i18n/create-i18n.ts';
import { DoctorTexts } from '../../src-renderer/i18n/doctor-texts.tsx';
import { lazyPage, usePagesLoaded } from '../../src-renderer/ui/lazy-page.ts';

afterEach(() => document.body.replaceChildren());

it('a page whose file has come is rendered by an update, not only by the retry that React keeps back', async () => {
  const file = Promise.withResolvers<() => string>();
  const Page = lazyPage(() => file.promise);
  const rendered = vi.fn();
  const Pages = () => {
    usePagesLoaded();
    rendered();
    return (
      <Suspense fallback="on its way">
        <Page />
      </Suspense>
    );
  };
  await act(async () => render(<Pages />));
  screen.getByText('on its way');
  const before = rendered.mock.calls.length;
  file.resolve(() => 'the page');
  await screen.findByText('the page');
  await vi.waitFor(() => expect(rendered.mock.calls.length).toBeGreaterThan(before));
});

it('the words of doctors are waited for once, not by every page again', async () => {
  const i18n = await createI18n(['en']);
  const page = (name: string) => (
    <I18nextProvider i18n={i18n}>
      <Suspense fallback="on its way">
        <DoctorTexts key={name}>{name}</DoctorTexts>
      </Suspense>
    </I18nextProvider>
  );
  const { rerender } = await act(async () => render(page('first')));
  await screen.findByText('first');
  rerender(page('second'));
  expect(screen.queryByText('on its way')).toBeNull();
  screen.getByText('second');
});
