import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, it } from 'vitest';
import { SignedOutPage } from '../../src-renderer/features/home/signed-out-page.tsx';
import { LanguageCard } from '../../src-renderer/features/settings/language-card.tsx';
import { createWebPlatform } from '../../src-renderer/platform/web.ts';
import { renderApp } from './support/render-app.tsx';
import { createTestServices } from './support/signed-in-services.ts';

afterEach(() => window.localStorage.clear());

it('[S0-Z11] the patient changes the language in the header; it is shown and remembered', async () => {
  const services = createTestServices({});
  await renderApp(<SignedOutPage reason="logout" />, { services });
  const select = screen.getByRole('combobox', { name: 'Language' });
  const options = screen.getAllByRole('option');
  expect(options.map((option) => [option.lang, option.textContent])).toEqual([
    ['en', 'English'],
    ['es', 'Español'],
    ['hi', 'हिन्दी'],
  ]);
  await userEvent.selectOptions(select, 'Español');
  expect(await screen.findByRole('heading', { name: 'Ha cerrado la sesión' })).toBeDefined();
  expect(screen.getByRole('combobox', { name: 'Idioma' })).toHaveProperty('value', 'es');
  expect(services.platform.settings.getState().language).toBe('es');
});

it('the doctor can go back to the language of the system', async () => {
  const services = createTestServices({});
  await renderApp(<LanguageCard />, { services });
  const select = screen.getByRole('combobox', { name: 'Language' });
  expect(select).toHaveProperty('value', 'en');
  await userEvent.selectOptions(select, 'हिन्दी');
  expect(await screen.findByRole('heading', { name: 'भाषा' })).toBeDefined();
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'भाषा' }), 'सिस्टम जैसी');
  expect(await screen.findByRole('heading', { name: 'Language' })).toBeDefined();
  expect(services.platform.settings.getState().language).toBeNull();
});

it('a browser keeps the choice for the next visit', async () => {
  await createWebPlatform(window).updateSettings({ language: 'hi' });
  expect(createWebPlatform(window).settings.getState().language).toBe('hi');
});
