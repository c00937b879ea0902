const undone: (() => void)[] = [];

/** To be done when the test is over, after its own hooks: what is asked for last is done first. */
export const afterTest = (undo: () => void): void => void undone.push(undo);

/** Does what `afterTest` asked for. */
export const runAfterTest = (): void => {
  for (const undo of undone.splice(0).reverse()) undo();
};
