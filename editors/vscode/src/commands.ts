// The commands of the palette, and those the server puts into lenses and light bulbs.
import * as vscode from 'vscode';
import type { Location, Position } from 'vscode-languageclient/node';
import type { ExplanationPages } from './explain';
import type { GraphPanel } from './graph';
import { EXPLAIN, VERSION, type Server } from './server';

export function registerCommands(
  context: vscode.ExtensionContext, server: Server, pages: ExplanationPages, graph: GraphPanel,
): void {
  const register = (name: string, run: (...args: never[]) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(name, run as (...args: unknown[]) => unknown));

  register('connspec.newSpec', newSpec);
  register('connspec.restartServer', () => server.restart());
  register('connspec.showOutput', () => server.output.show());
  register('connspec.showVersion', () => showVersion(context, server));
  register('connspec.explainRule', (rule?: string) => explainRule(server, pages, rule));
  register('connspec.showGraph', () => showGraph(graph));
  register('connspec.showReferences', (uri: string, position: Position, locations: Location[]) =>
    showReferences(server, uri, position, locations));
}

async function newSpec(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'connspec', content: '' });
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('editor.action.triggerSuggest');
}

async function showVersion(context: vscode.ExtensionContext, server: Server): Promise<void> {
  const extension = `Extension ${String(context.extension.packageJSON.version)}`;
  const running = server.version ? `server ${server.version}` : `server ${server.state}`;
  const where = server.program ? `${server.program.program} (from ${server.program.origin})` : 'not found';
  const log = (await server.execute<{ log: string | null }>(VERSION))?.log;
  const logs = `It logs to the output “connspec”${log ? ` and to ${log}` : ''}.`;
  const choice = await vscode.window.showInformationMessage(`${extension}, ${running}: ${where}. ${logs}`, 'Show Output');
  if (choice) server.output.show();
}

/** Explains the rule given, or one of those reported under the cursor, else on its line, else in the file. */
async function explainRule(server: Server, pages: ExplanationPages, given?: string): Promise<void> {
  const finding = typeof given === 'string' ? { rule: given, page: undefined } : await chooseFinding();
  if (!finding) return;
  const answer = await server.execute<unknown>(EXPLAIN, finding.rule);
  if (await pages.show(finding.rule, answer)) return;
  if (finding.page) await vscode.env.openExternal(finding.page);
  else void vscode.window.showWarningMessage(`The connspec server has no explanation of ${finding.rule}.`);
}

type Finding = { rule: string; page: vscode.Uri | undefined; message: string };

async function chooseFinding(): Promise<Finding | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const at = editor.selection.active;
  const all = vscode.languages.getDiagnostics(editor.document.uri);
  const nearest = [
    all.filter((d) => d.range.contains(at)),
    all.filter((d) => d.range.start.line <= at.line && at.line <= d.range.end.line),
    all,
  ].map(findings).find((found) => found.length > 0);

  if (!nearest) {
    void vscode.window.showInformationMessage('connspec reports nothing in this file.');
    return undefined;
  }
  if (nearest.length === 1) return nearest[0];
  const items = nearest.map((finding) => ({ label: finding.rule, detail: finding.message, finding }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which rule?' }))?.finding;
}

/** One entry for each rule among these diagnostics. */
function findings(diagnostics: readonly vscode.Diagnostic[]): Finding[] {
  const byRule = new Map<string, Finding>();
  for (const { code, message } of diagnostics) {
    if (code === undefined) continue;
    const [value, page] = typeof code === 'object' ? [code.value, code.target] : [code, undefined];
    const rule = String(value);
    if (!byRule.has(rule)) byRule.set(rule, { rule, page, message });
  }
  return [...byRule.values()];
}

async function showGraph(graph: GraphPanel): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId === 'connspec') await graph.show(document);
  else void vscode.window.showInformationMessage('Open a *.connspec file to see its picture.');
}

/** Lenses carry plain LSP values; VS Code's own command wants its own types. */
async function showReferences(server: Server, uri: string, position: Position, locations: Location[]): Promise<void> {
  const convert = server.running?.protocol2CodeConverter;
  if (!convert) return;
  await vscode.commands.executeCommand(
    'editor.action.showReferences',
    vscode.Uri.parse(uri), convert.asPosition(position), locations.map((location) => convert.asLocation(location)),
  );
}
