import { MantineProvider } from '@mantine/core';
import { act, render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { MemoryRouter } from 'react-router';
import type { Services } from '../../../src-renderer/create-services.ts';
import { createI18n } from '../../../src-renderer/i18n/create-i18n.ts';
import { loadDoctorTexts } from '../../../src-renderer/i18n/load-texts.ts';
import { ServicesProvider } from '../../../src-renderer/services.tsx';
import { AnnouncerProvider } from '../../../src-renderer/ui/announcer.tsx';
import { doctorTheme } from '../../../src-renderer/ui/theme.ts';
import { installVirtualLayout } from './virtual-layout.ts';

/** What jsdom lacks of a browser and the components ask for. */
const completeJsdom = (width: number): void => {
  window.matchMedia = (query) => {
    const narrower = /width < (\d+)px/.exec(query)?.[1];
    return {
      matches: narrower !== undefined && width < Number(narrower),
      media: query,
      onchange: null,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      dispatchEvent: () => false,
    } as unknown as MediaQueryList;
  };
  installVirtualLayout();
  Element.prototype.scrollIntoView = () => undefined;
  // Autosizing text areas ask for it.
  Object.defineProperty(document, 'fonts', {
    configurable: true,
    value: { addEventListener: () => undefined, removeEventListener: () => undefined },
  });
};

/** Renders pages with the real translator, theme and router. */
export const renderApp = async (
  ui: ReactNode,
  {
    services,
    path = '/',
    width = 1280,
  }: { services: Services; path?: string | { pathname: string; state: unknown }; width?: number },
): Promise<RenderResult> => {
  completeJsdom(width);
  const i18n = await createI18n(['en']);
  await loadDoctorTexts(i18n);
  // A page that waits for its words goes on only in an awaited act.
  return act(async () =>
    render(
      <I18nextProvider i18n={i18n}>
        <ServicesProvider services={services}>
          <MantineProvider theme={doctorTheme} env="test">
            <AnnouncerProvider>
              <MemoryRouter initialEntries={[path]}>{ui}</MemoryRouter>
            </AnnouncerProvider>
          </MantineProvider>
        </ServicesProvider>
      </I18nextProvider>,
    ),
  );
};
