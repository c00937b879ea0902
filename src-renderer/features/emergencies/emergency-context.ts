import { createContext, type ReactNode } from 'react';

/** `call`: above a picture that must not be left. */
export type EmergencyPlace = 'page' | 'call';

/** Draws the emergencies that are open, for a doctor; nothing while there are none. */
export type DrawEmergencies = (place: EmergencyPlace) => ReactNode;

/** By itself, so that the call's page, which patients load, too, brings nothing of the doctor's along. */
export const EmergencyBannerContext = createContext<DrawEmergencies>(() => null);
