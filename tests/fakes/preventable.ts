/** An event that a listener can refuse, as Electron hands them out. */
export const preventable = <T extends object>(fields: T) => {
  let defaultPrevented = false;
  return {
    ...fields,
    preventDefault: () => {
      defaultPrevented = true;
    },
    get defaultPrevented() {
      return defaultPrevented;
    },
  };
};
