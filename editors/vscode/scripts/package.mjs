// Builds the .vsix by one command:
//
//   npm run package                                            connspec-<version>.vsix, for any platform, without a server
//   npm run package -- --target linux-x64 [--server PROGRAM]   connspec-<version>-linux-x64.vsix, with the server inside
//
// --server is copied to server/ first; without it the program must be there already.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const invokedFrom = process.env.INIT_CWD ?? process.cwd();
process.chdir(here);

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const run = (...command) => execFileSync(process.execPath, command, { stdio: 'inherit' });

const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const target = option('target');
const given = option('server');
const out = path.resolve(invokedFrom, option('out') ?? path.join(here, `connspec-${version}${target ? `-${target}` : ''}.vsix`));
const program = path.join('server', target?.startsWith('win32') ? 'connspec.exe' : 'connspec');

if (given) {
  fs.mkdirSync('server', { recursive: true });
  fs.copyFileSync(path.resolve(invokedFrom, given), program);
  fs.chmodSync(program, 0o755);
}
if (target && !fs.existsSync(program)) {
  console.error(`no ${program}: give the server for ${target} with --server PROGRAM`);
  process.exit(1);
}
// Without a target the package is for every platform, so a server left over in server/ must not travel in it.
const ignore = target ? [] : ['--ignoreFile', noServerIgnoreFile()];

run('node_modules/typescript/bin/tsc', '--noEmit');
run('scripts/build.mjs');
run('node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--allow-missing-repository',
  ...(target ? ['--target', target] : []), ...ignore, '--out', out);

function noServerIgnoreFile() {
  const file = path.join('dist', '.vscodeignore');
  fs.mkdirSync('dist', { recursive: true });
  fs.writeFileSync(file, fs.readFileSync('.vscodeignore', 'utf8').replace('!server/**\n', ''));
  return file;
}
