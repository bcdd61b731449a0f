// Explanations of rules, shown as rendered Markdown from a document that is on no disk.
import * as vscode from 'vscode';

const SCHEME = 'connspec-explain';

export class ExplanationPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? 'This page is gone. Ask for it again with “connspec: Explain the Rule Here”.';
  }

  /** Shows the server's answer to "explain NAME": Markdown, bare or as MarkupContent. False if it is neither. */
  async show(name: string, answer: unknown): Promise<boolean> {
    const text = markdown(answer);
    if (!text) return false;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
    return true;
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}

function markdown(answer: unknown): string | undefined {
  if (typeof answer === 'string') return answer;
  if (typeof answer === 'object' && answer !== null && 'value' in answer && typeof answer.value === 'string') return answer.value;
  return undefined;
}
