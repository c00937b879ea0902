import { createContext } from 'react';
import type { DoctorAlerts } from './doctor-alerts-store.ts';

/** By itself, so that the call's page, which patients load, too, brings none of the doctor's pages along. */
export const DoctorAlertsContext = createContext<DoctorAlerts | null>(null);
