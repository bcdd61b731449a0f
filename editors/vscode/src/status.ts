// The language status: which edition a spec is checked against, and how many findings it has.
import * as vscode from 'vscode';
import type { Server } from './server';

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('connspec.status', { language: 'connspec' });
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.item.name = 'connspec';
    const update = () => this.update();
    this.subscriptions = [
      server.onDidChange(update),
      vscode.window.onDidChangeActiveTextEditor(update),
      vscode.languages.onDidChangeDiagnostics(update),
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document === vscode.window.activeTextEditor?.document) this.update();
      }),
    ];
    this.update();
  }

  private update(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'connspec') return;
    this.item.busy = this.server.state === 'starting';
    if (this.server.state === 'stopped') {
      this.item.severity = vscode.LanguageStatusSeverity.Error;
      this.item.text = 'connspec is not running';
      this.item.detail = this.server.program ? 'The language server stopped' : 'The language server was not found';
      this.item.command = { command: 'connspec.restart', title: 'Restart' };
      return;
    }
    const { errors, warnings } = count(document.uri);
    this.item.severity = errors ? vscode.LanguageStatusSeverity.Error
      : warnings ? vscode.LanguageStatusSeverity.Warning
        : vscode.LanguageStatusSeverity.Information;
    this.item.text = `${editionOf(document) ?? 'newest edition'}: ${say(errors, 'error')}, ${say(warnings, 'warning')}`;
    this.item.detail = this.server.version ? `connspec ${this.server.version}` : 'connspec';
    this.item.command = { command: 'connspec.showOutput', title: 'Show Output' };
  }

  dispose(): void {
    this.item.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** The setting wins over the file's own line, as it does in the server. An imported file has no line of its own. */
function editionOf(document: vscode.TextDocument): string | undefined {
  const setting = vscode.workspace.getConfiguration('connspec', document.uri).get<string>('edition');
  return setting || /^[ \t]*edition[ \t]+([0-9]{4}-[0-9]{2})\b/m.exec(document.getText())?.[1];
}

function count(uri: vscode.Uri): { errors: number; warnings: number } {
  let errors = 0;
  let warnings = 0;
  for (const { severity } of vscode.languages.getDiagnostics(uri)) {
    if (severity === vscode.DiagnosticSeverity.Error) errors++;
    else if (severity === vscode.DiagnosticSeverity.Warning) warnings++;
  }
  return { errors, warnings };
}

function say(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;
}
