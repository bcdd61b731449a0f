// The language server's life: found, started, restarted; what it sends for the client to do.
import * as vscode from 'vscode';
import { LanguageClient, State, type LanguageClientOptions, type Middleware } from 'vscode-languageclient/node';
import type { ExplanationPages } from './explain';
import { type Found, locateServer } from './locate';

/** Answered by the server through workspace/executeCommand; see docs/editors/vscode.md. */
export const EDITION = 'connspec.edition';
export const EXPLAIN = 'connspec.explain';
export const GRAPH = 'connspec.graph';
export const VERSION = 'connspec.version';
const REQUIREMENTS = 'connspec.requirements';

const OPEN_SETTINGS = 'Open Settings';
const HOW_TO_INSTALL = 'How to Install';
const SHOW_OUTPUT = 'Show Output';

/** The library calls every end of the server an error, the one it was asked for too. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown, showNotification?: boolean | 'force'): void {
    if (message === 'Server process exited with code 0.') this.info('The server has ended.');
    else super.error(message, data, showNotification);
  }
}

export class Server implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel('connspec', { log: true });
  private readonly trace = vscode.window.createOutputChannel('connspec (trace)', { log: true });
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private client: LanguageClient | undefined;
  private found: Found | undefined;
  /** Starts and stops happen one after the other, however fast they are asked for. */
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly context: vscode.ExtensionContext, private readonly pages: ExplanationPages) {}

  get state(): 'running' | 'starting' | 'stopped' {
    switch (this.client?.state) {
      case State.Running: return 'running';
      case State.Starting: return 'starting';
      default: return 'stopped';
    }
  }

  get program(): Found | undefined { return this.found; }

  /** The running client, for requests. */
  get running(): LanguageClient | undefined {
    return this.state === 'running' ? this.client : undefined;
  }

  get version(): string | undefined {
    return this.running?.initializeResult?.serverInfo?.version;
  }

  start(): Promise<void> { return this.enqueue(() => this.startNow()); }
  stop(): Promise<void> { return this.enqueue(() => this.stopNow()); }
  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  /** Runs a command of the server's; undefined if it isn't running or doesn't know it. */
  async execute<T>(command: string, ...args: unknown[]): Promise<T | undefined> {
    const client = this.running;
    if (!client?.initializeResult?.capabilities.executeCommandProvider?.commands.includes(command)) return undefined;
    return client.sendRequest<T>('workspace/executeCommand', { command, arguments: args });
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(step, step);
    return this.queue;
  }

  private async startNow(): Promise<void> {
    const found = locateServer(this.context.extensionPath);
    if ('missing' in found) {
      this.found = undefined;
      this.output.error(found.missing);
      this.changed.fire();
      void this.offerHelp(found.missing);
      return;
    }
    this.found = found;
    this.output.info(`Starting ${found.program} lsp (from ${found.origin})`);
    const client = new Client('connspec', 'connspec', { command: found.program, args: ['lsp'] }, this.options());
    this.client = client;
    client.onDidChangeState(() => this.changed.fire());
    try {
      await client.start();
    } catch (error) {
      this.output.error(String(error));
      void this.offerHelp(`The connspec language server at ${found.program} did not start.`);
    }
    this.changed.fire();
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (!client) return;
    try {
      await client.dispose();
    } catch (error) {
      // A server that crashed or hangs can't be stopped politely; the client has ended its process.
      this.output.warn(String(error));
    }
    this.changed.fire();
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: [
        { scheme: 'file', language: 'connspec' },
        { scheme: 'untitled', language: 'connspec' },
        { scheme: 'file', pattern: '**/connspec.toml' },
      ],
      outputChannel: this.output,
      traceOutputChannel: this.trace,
      // Later changes of settings and files reach the server because it registers for them.
      initializationOptions: serverSettings(),
      markdown: { supportHtml: false },
      middleware: this.middleware(),
    };
  }

  private middleware(): Middleware {
    return {
      didChange: async (change, next) => {
        await next(change);
        this.changed.fire();   // the edition may be another now
      },
      // An attribute's name is half of it: its values are offered as soon as it is there, and so is what is imported.
      provideCompletionItem: async (document, position, context, token, next) => {
        const found = await next(document, position, context, token);
        const items = Array.isArray(found) ? found : found?.items ?? [];
        for (const item of items) {
          const inserted = item.insertText instanceof vscode.SnippetString ? item.insertText.value : '';
          if (/[=["] ?\$0/.test(inserted)) {
            item.command = { command: 'editor.action.triggerSuggest', title: 'Offer Values', arguments: [{ auto: true }] };
          }
        }
        return found;
      },
      // The commands the server declares are registered by the client library, which sends them on. Its answer to
      // "explain" is a page to show, wherever the command came from: a light bulb, a lens, a link in a hover.
      executeCommand: async (command, args, next) => {
        const result: unknown = await next(command, args);
        if (command === EXPLAIN) await this.pages.show(String(args[0]), result);
        if (command === REQUIREMENTS) await this.pages.show('requirements', result);
        return result;
      },
    };
  }

  private async offerHelp(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(message, OPEN_SETTINGS, HOW_TO_INSTALL, SHOW_OUTPUT);
    if (choice === OPEN_SETTINGS) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'connspec.server.path');
    } else if (choice === HOW_TO_INSTALL) {
      const page = vscode.Uri.joinPath(this.context.extensionUri, 'walkthrough', 'install.md');
      await vscode.commands.executeCommand('markdown.showPreview', page);
    } else if (choice === SHOW_OUTPUT) {
      this.output.show();
    }
  }

  dispose(): void {
    void this.stop();
    this.changed.dispose();
    this.output.dispose();
    this.trace.dispose();
  }
}

/** The settings that are the server's business. */
function serverSettings(): object {
  const { edition, asOf, severities, inlayHints, codeLens, log } = vscode.workspace.getConfiguration('connspec');
  // What the extension has commands of that name for, the server leaves to it; and it shows what commands answer.
  return { edition, asOf, severities, inlayHints, codeLens, log, commands: ['connspec.restart'], showsAnswers: true };
}
