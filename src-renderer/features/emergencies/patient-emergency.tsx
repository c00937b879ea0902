export { EmergencyDialog } from './emergency-dialog.tsx';
export { OwnEmergencyCard } from './own-emergency-card.tsx';
