// The status bar: which edition the spec in front is checked against, and what was found in it.
import * as vscode from 'vscode';
import { EDITION, type Server } from './server';

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('connspec.status', vscode.StatusBarAlignment.Right, 100);
  private readonly subscriptions: vscode.Disposable[];
  private edition: { uri: string; name: string } | undefined;

  constructor(private readonly server: Server) {
    this.item.name = 'connspec';
    const update = () => void this.update();
    this.subscriptions = [
      server.onDidChange(update),
      vscode.window.onDidChangeActiveTextEditor(update),
      vscode.languages.onDidChangeDiagnostics(update),
    ];
    update();
  }

  private async update(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== 'connspec') return this.item.hide();
    this.draw(document.uri);
    this.item.show();
    // Which edition that is may stand in another file, so the server is asked.
    const uri = document.uri.toString();
    const name = await this.server.execute<string>(EDITION, uri).catch(() => undefined);
    this.edition = name ? { uri, name } : undefined;
    if (vscode.window.activeTextEditor?.document === document) this.draw(document.uri);
  }

  private draw(uri: vscode.Uri): void {
    const { item, server } = this;
    if (server.state === 'starting') return this.say('$(loading~spin) connspec', 'The language server is starting.');
    if (server.state === 'stopped') {
      this.say('$(error) connspec', `The language server ${server.program ? 'stopped' : 'was not found'}.`);
      item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
      return;
    }
    const { errors, warnings } = count(uri);
    const edition = this.edition?.uri === uri.toString() ? this.edition.name : undefined;
    const found = [errors && `$(error) ${errors}`, warnings && `$(warning) ${warnings}`].filter(Boolean).join(' ');
    this.say(
      ['connspec', edition, found || '$(check)'].filter(Boolean).join(' '),
      `${edition ? `Checked against edition ${edition}: ` : ''}${counted(errors, 'error')}, ${counted(warnings, 'warning')}.`,
    );
  }

  private say(text: string, tooltip: string): void {
    const { item, server } = this;
    const program = server.program ? `connspec ${server.version ?? ''} from ${server.program.origin}\n\n` : '';
    item.text = text;
    item.accessibilityInformation = { label: `connspec: ${tooltip}` };
    item.backgroundColor = undefined;
    item.tooltip = new vscode.MarkdownString(
      `${tooltip}\n\n${program}[Picture](command:connspec.showGraph) · [Output](command:connspec.showOutput) · [Restart](command:connspec.restartServer)`,
    );
    item.tooltip.isTrusted = { enabledCommands: ['connspec.showGraph', 'connspec.showOutput', 'connspec.restartServer'] };
    item.command = server.state === 'stopped'
      ? { command: 'connspec.restartServer', title: 'Restart' }
      : { command: 'workbench.actions.view.problems', title: 'Show Problems' };
  }

  dispose(): void {
    this.item.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function count(uri: vscode.Uri): { errors: number; warnings: number } {
  const severities = vscode.languages.getDiagnostics(uri).map((diagnostic) => diagnostic.severity);
  const of = (severity: vscode.DiagnosticSeverity) => severities.filter((each) => each === severity).length;
  return { errors: of(vscode.DiagnosticSeverity.Error), warnings: of(vscode.DiagnosticSeverity.Warning) };
}

function counted(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;
}
