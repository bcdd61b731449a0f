// Bundles the extension and the client library into dist/extension.js. VS Code provides `vscode` itself.
import * as esbuild from 'esbuild';

const options = {
  entryPoints: ['src/extension.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',            // VS Code 1.99 runs extensions on Node 20
  external: ['vscode'],
  outfile: 'dist/extension.js',
  logLevel: 'warning',
};
if (process.argv.includes('--watch')) {
  const context = await esbuild.context({ ...options, sourcemap: true });
  await context.watch();
} else {
  await esbuild.build({ ...options, minify: true });
}
