// Where the language server is: the setting, else the one in this package, else PATH.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';

export type Found = { program: string; origin: 'setting' | 'bundled' | 'PATH' };
export type Missing = { missing: string };

const windows = process.platform === 'win32';

export function locateServer(extensionPath: string): Found | Missing {
  const setting = vscode.workspace.getConfiguration('connspec').get<string>('server.path', '').trim();
  if (setting) {
    const program = expand(setting);
    const found = path.isAbsolute(program) ? executable(program) : onPath(program);
    return found
      ? { program: found, origin: 'setting' }
      : { missing: `connspec.server.path names ${setting}, which is no program on this machine.` };
  }
  const bundled = executable(path.join(extensionPath, 'server', 'connspec'));
  if (bundled) return { program: bundled, origin: 'bundled' };

  const installed = onPath('connspec');
  if (installed) return { program: installed, origin: 'PATH' };

  return { missing: 'The connspec language server is not installed: this package carries none for this platform, and there is none on PATH.' };
}

/** `~` and `${workspaceFolder}`, as people write them in settings. */
function expand(setting: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const home = setting.replace(/^~(?=$|[\\/])/, os.homedir());
  return folder ? home.replace(/\$\{workspaceFolder\}/g, folder) : home;
}

function onPath(program: string): string | undefined {
  for (const directory of (process.env['PATH'] ?? '').split(path.delimiter)) {
    // What a relative entry finds depends on the folder that is open.
    const found = path.isAbsolute(directory) && executable(path.join(directory, program));
    if (found) return found;
  }
  return undefined;
}

function executable(file: string): string | undefined {
  for (const candidate of windows ? [`${file}.exe`, file] : [file]) {
    try {
      fs.accessSync(candidate, fs.constants.X_OK);
      if (fs.statSync(candidate).isFile()) return candidate;
    } catch {
      // Not there, or not ours to run: look on.
    }
  }
  return undefined;
}
