/** True for an address that means the machine on which it is opened, so that nobody else can follow it. */
export const isThisMachineOnly = (url: string): boolean => {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
};
