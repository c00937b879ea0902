/** What a pretended camera films. */
export type Portrait = {
  wall: string;
  floor: string;
  skin: string;
  hair: string;
  clothes: string;
  collar: string;
};

export const DOCTOR_PORTRAIT: Portrait = {
  wall: '#d9e8e6',
  floor: '#b7d0cc',
  skin: '#c98f6b',
  hair: '#2f2a2b',
  clothes: '#f7f9fa',
  collar: '#2f8f83',
};
export const PATIENT_PORTRAIT: Portrait = {
  wall: '#efe3d2',
  floor: '#d9c5a8',
  skin: '#e3b08c',
  hair: '#8a8580',
  clothes: '#4f6fa8',
  collar: '#3d5788',
};
