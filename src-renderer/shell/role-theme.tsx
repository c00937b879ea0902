import { MantineProvider, type MantineColorSchemeManager } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { createStore, useStore } from 'zustand';
import type { CurrentClinic } from '../../src-preload/contract.ts';
import { useServices, useSession } from '../services.tsx';
import { cssVariablesResolver, doctorTheme, patientTheme } from '../ui/theme.ts';

/** Pages that a patient sees before it is known who is there. */
const PATIENT_PATHS = /^\/(visit|join|password|waiting-room|visit-over)(\/|$)/;

/** In a browser nobody joins a clinic by its key. */
const NOT_JOINED = createStore<CurrentClinic>(() => ({ clinic: null, keyChanged: false }));

/** The theme of the person who is here: doctors and patients use the same parts in opposite moods. */
export const RoleTheme = ({
  nonce,
  colorSchemeManager,
  children,
}: {
  /** Of the page's CSP; empty if there is none. */
  nonce: string;
  colorSchemeManager: MantineColorSchemeManager;
  children: ReactNode;
}) => {
  const session = useSession();
  const { platform } = useServices();
  const { pathname } = useLocation();
  // The page that stands in front of a clinic with another key is read by its patients above all.
  const keyChanged = useStore(platform.joined?.current ?? NOT_JOINED, (current) => current.keyChanged);
  const role = session.status === 'signedIn' ? session.user.role : null;
  // Whoever has just signed out is still the one who reads the page.
  const [lastRole, setLastRole] = useState(role);
  if (role !== null && role !== lastRole) setLastRole(role);
  const patient =
    (role ?? lastRole) === 'patient' || (role === null && (keyChanged || PATIENT_PATHS.test(pathname)));
  return (
    <MantineProvider
      theme={patient ? patientTheme : doctorTheme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      {children}
    </MantineProvider>
  );
};
