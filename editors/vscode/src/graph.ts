// The picture of a spec, beside it. The SVG is shown as an image, so that nothing in it can run, and the image takes
// light or dark from VS Code's theme rather than from the system.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { GRAPH, type Server } from './server';

const run = promisify(execFile);

export class GraphPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private source: vscode.Uri | undefined;
  private readonly saves: vscode.Disposable;

  constructor(private readonly server: Server) {
    this.saves = vscode.workspace.onDidSaveTextDocument((document) => {
      if (this.panel?.visible && document.languageId === 'connspec') void this.draw();
    });
  }

  async show(document: vscode.TextDocument): Promise<void> {
    this.source = document.uri;
    if (!this.panel) {
      this.panel = vscode.window.createWebviewPanel(
        'connspec.graph', 'connspec', { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, { enableScripts: false },
      );
      this.panel.onDidDispose(() => { this.panel = undefined; });
    }
    this.panel.reveal(undefined, true);
    await this.draw();
  }

  private async draw(): Promise<void> {
    if (!this.panel || !this.source) return;
    const name = vscode.workspace.asRelativePath(this.source);
    this.panel.title = `Picture of ${name}`;
    try {
      this.panel.webview.html = page(name, await this.svg(this.source));
    } catch (error) {
      this.server.output.error(String(error));
      void vscode.window.showWarningMessage(`connspec could not draw ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** From the server, which knows unsaved text; from the command line where the server has no such command. */
  private async svg(uri: vscode.Uri): Promise<string> {
    const answer = await this.server.execute<unknown>(GRAPH, uri.toString());
    if (typeof answer === 'string') return answer;
    const program = this.server.program?.program;
    if (!program) throw new Error('the connspec program was not found');
    if (uri.scheme !== 'file') throw new Error('the file has to be saved first');
    const { stdout } = await run(program, ['graph', '--format', 'svg', uri.fsPath], { maxBuffer: 64 << 20, timeout: 30_000 });
    return stdout;
  }

  dispose(): void {
    this.saves.dispose();
    this.panel?.dispose();
  }
}

function page(name: string, svg: string): string {
  const image = Buffer.from(svg, 'utf8').toString('base64');
  const alt = name.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
  <style>
    body { margin: 0; padding: 12px; color-scheme: light; }
    body.vscode-dark, body.vscode-high-contrast { color-scheme: dark; }
    body.vscode-high-contrast-light { color-scheme: light; }
    img { max-width: 100%; height: auto; cursor: zoom-in; }
    input:checked + img { max-width: none; cursor: zoom-out; }   /* a click, without a script */
  </style>
</head>
<body><label><input type="checkbox" hidden><img alt="Picture of ${alt}" src="data:image/svg+xml;base64,${image}"></label></body>
</html>`;
}
