// What VS Code calls. Everything it starts is disposed of with the extension's context.
import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { ExplanationPages } from './explain';
import { GraphPanel } from './graph';
import { Server } from './server';
import { StatusItem } from './status';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const pages = new ExplanationPages();
  server = new Server(context, pages);
  const graph = new GraphPanel(server);
  const status = new StatusItem(server);
  context.subscriptions.push(pages, graph, status, server);
  registerCommands(context, server, pages, graph);

  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('connspec.server.path')) void server?.restart();
    }),
    // Trust may bring a server path that was held back until now.
    vscode.workspace.onDidGrantWorkspaceTrust(() => void server?.restart()),
  );
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
