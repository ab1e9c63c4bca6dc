// Prepares and starts the workbook: node setup.mjs [start | stop | test | build | prepare].
// It runs before any package is installed and on any Node, so nothing may be imported before the version is known.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`This workbook needs Node 20.19 or newer, and this is Node ${process.versions.node}.`);
  console.error('Install a newer one (24 is recommended) with your version manager, for example: nvm install');
  process.exitCode = 1;
} else {
  import('./setup/commands.mjs').then((commands) => commands.main(process.argv.slice(2)));
}
