// Plain JavaScript that any Node runs: it is there to say why the wrong one does not go further.
const needed = 24;
if (Number(process.versions.node.split('.')[0]) < needed) {
  console.error(
    `Node ${needed} or newer is needed, this is ${process.version}: run "npm ci" first, then npm's own scripts.`,
  );
  process.exit(1);
}
