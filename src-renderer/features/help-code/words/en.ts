/** The words of a help code, by their number: they never change, and each stands for the same in every language. */
export const words: readonly string[] = `
  apple bread milk rice sugar ginger water honey lemon mango banana grape onion potato tomato carrot
  pepper garlic butter cheese egg fish tea coffee dog cat horse donkey sheep tiger lion elephant monkey
  rabbit camel squirrel snake eagle peacock pigeon swan bee ant butterfly turtle tree leaf flower rose
  grass seed forest river mountain ocean island desert stone cave cloud rain snow wind storm sun moon
  star sky candle smoke evening night summer winter monday friday sunday castle door window roof wall
  garden kitchen table chair pillow lamp mirror clock key chain ladder brush thread scissors hammer
  basket bottle plate spoon knife cup paper pencil book letter school market bridge street village bus
  bicycle boat airplane wheel ticket shoe shirt glove ring button drum guitar gold copper iron
`
  .trim()
  .split(/\s+/);
