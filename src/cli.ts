#!/usr/bin/env node
/** argv → command → exit code, as `failure.ts` lists them. Commands load only when they are called. */
if (Number(process.versions.node.split('.')[0]) < 24) {
  process.stderr.write(
    `popcon: needs Node 24 or newer, and this is ${process.version} (${process.execPath}): put a newer one first on PATH, from nodejs.org, nvm or conda-forge\n`,
  );
  process.exit(4);
}

if (process.argv[2] === 'serve') {
  const { keepHeapSmall } = await import('./commands/serve/small-heap.ts');
  await keepHeapSmall();
}

// `popcon … | head` ends when head has enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const { run } = await import('./commands/program.ts');
process.exitCode = await run(process, process.argv.slice(2));
