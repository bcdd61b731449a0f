// Builds the .vsix by one command:
//
//   npm run package                                           for this machine, with the server inside; Cargo builds it
//   npm run package -- --target win32-x64 --server PROGRAM    for another platform, or with another server
//   npm run package -- --universal                            for every platform, without a server
//
// `--out FILE` says where it goes, by default connspec-<version>[-<target>].vsix here.
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
const run = (program, ...args) => execFileSync(program, args, { stdio: 'inherit' });

const host = `${process.platform}-${process.arch}`;
const target = process.argv.includes('--universal') ? undefined : option('target') ?? host;
const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));
const out = path.resolve(invokedFrom, option('out') ?? path.join(here, `connspec-${version}${target ? `-${target}` : ''}.vsix`));

fs.rmSync('server', { recursive: true, force: true });   // one left over must not travel
if (target) {
  const name = target.startsWith('win32') ? 'connspec.exe' : 'connspec';
  fs.mkdirSync('server');
  fs.copyFileSync(serverProgram(name), path.join('server', name));
  fs.chmodSync(path.join('server', name), 0o755);
}

run(process.execPath, 'node_modules/typescript/bin/tsc', '--noEmit');
run(process.execPath, 'scripts/build.mjs');
run(process.execPath, 'node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--allow-missing-repository',
  ...(target ? ['--target', target] : []), '--out', out);

function serverProgram(name) {
  const given = option('server');
  if (given) return path.resolve(invokedFrom, given);
  if (target !== host) {
    console.error(`give the server for ${target} with --server PROGRAM`);
    process.exit(1);
  }
  const root = path.join(here, '..', '..');
  run('cargo', 'build', '--release', '--locked', '--manifest-path', path.join(root, 'Cargo.toml'));
  return path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'), 'release', name);
}
