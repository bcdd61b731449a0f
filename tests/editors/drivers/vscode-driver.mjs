// A real VS Code to drive: code-server in headless Chromium, with an extension installed from its .vsix. What a test
// does here a person could do with keyboard and mouse, and it reads what they would see.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

// Off: what pops up, phones home, or moves while a test looks.
const QUIET = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.wordBasedSuggestions': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};
const CHROMIUM_FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync',
  '--disable-background-networking', '--disable-component-update',
];

/**
 * install: the folder of setup/vscode.sh; vsix; workspace: a folder, which is written to; roots: more of them, and then
 * `settings` are those of the workspace; out: where screenshots and logs go; trusted: whether the workspace is; timeout in ms.
 */
export async function startVSCode({ install, vsix, workspace, roots = [], settings = {}, out, trusted = true, timeout = 10000 }) {
  fs.mkdirSync(out, { recursive: true });
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'connspec-vscode-'));
  const user = path.join(scratch, 'user');
  const [userSettings, machineSettings] = ['User', 'Machine'].map((folder) => path.join(user, folder, 'settings.json'));
  for (const [file, settings] of [[userSettings, QUIET], [machineSettings, {}]]) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, JSON.stringify(settings, null, 2));
  }
  let opened = `folder=${encodeURIComponent(workspace)}`;
  if (roots.length) {
    const file = path.join(scratch, 'specs.code-workspace');
    fs.writeFileSync(file, JSON.stringify({ folders: [workspace, ...roots].map((folder) => ({ path: folder })), settings }));
    opened = `workspace=${encodeURIComponent(file)}`;
  }

  const program = path.join(install, 'bin', 'code-server');
  const common = ['--user-data-dir', user, '--extensions-dir', path.join(scratch, 'extensions'), '--config', path.join(scratch, 'config.yaml')];
  const { PORT: _port, PASSWORD: _password, ...env } = process.env;   // code-server would take both as its own

  const said = execFileSync(program, [...common, '--install-extension', vsix], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (!/successfully installed/.test(said)) throw new Error(`not installed: ${said}`);

  const port = await freePort();
  const log = fs.openSync(path.join(out, 'code-server.log'), 'w');
  const server = spawn(program, [
    ...common, '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--disable-telemetry', '--disable-update-check',
    ...(trusted ? ['--disable-workspace-trust'] : []), '--disable-getting-started-override', '--disable-proxy',
    '--ignore-last-opened',
  ], { env, stdio: ['ignore', log, log], detached: true });

  let browser;
  const terminated = () => close().then(() => process.exit(143));   // nothing is left running when the time is up
  process.once('SIGTERM', terminated);
  const close = async () => {
    process.off('SIGTERM', terminated);
    await browser?.close().catch(() => {});
    const gone = new Promise((resolve) => {
      if (server.exitCode !== null) resolve();
      server.once('exit', resolve);
      setTimeout(resolve, 5000);
    });
    try { process.kill(-server.pid, 'SIGTERM'); } catch { /* ended by itself */ }
    await gone;
    fs.rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const origin = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${origin}/healthz`).catch(() => undefined))?.ok, 60000, 'code-server does not answer');
    const { chromium } = await import(path.join(install, 'pw', 'node_modules', 'playwright-core', 'index.mjs'));
    browser = await chromium.launchPersistentContext(path.join(scratch, 'chromium'), {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, viewport: { width: 1280, height: 800 },
      args: CHROMIUM_FLAGS,
    });
    const page = browser.pages()[0] ?? await browser.newPage();
    const console_ = fs.createWriteStream(path.join(out, 'console.log'));
    page.on('console', (message) => console_.write(`[${message.type()}] ${message.text()}\n`));

    await page.goto(`${origin}/?${opened}`, { waitUntil: 'domcontentloaded', timeout: 90000 });
    await page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 90000 });
    await page.click('.explorer-folders-view .monaco-list', { position: { x: 100, y: 400 } });   // keys pressed before get lost
    page.setDefaultTimeout(timeout);   // that of a step; starting took its own time
    return new VSCode(page, workspace, machineSettings, out, timeout, close);
  } catch (error) {
    await close();
    throw error;
  }
}

class VSCode {
  constructor(page, workspace, machineSettings, out, timeout, close) {
    Object.assign(this, { page, workspace, machineSettings, out, timeout, close });
  }

  shot(name) { return this.page.screenshot({ path: path.join(this.out, `${name}.png`) }); }
  read(name) { return fs.readFileSync(path.join(this.workspace, name), 'utf8'); }
  /** How long, in ms, each step may take from here on. */
  patience(timeout) {
    this.timeout = timeout;
    this.page.setDefaultTimeout(timeout);
  }

  until(condition, what = 'did not happen') { return until(condition, this.timeout, what); }
  see(selector) { return this.page.waitForSelector(selector); }

  /** Sets a setting for this machine; VS Code follows the file. */
  set(setting, value) {
    fs.writeFileSync(this.machineSettings, JSON.stringify({ ...JSON.parse(fs.readFileSync(this.machineSettings, 'utf8')), [setting]: value }));
  }

  /** Opens a file as a person does, by its name. */
  async open(name) {
    await this.#quickInput('Control+p');
    await this.choose(name);
    await this.see(`.tab.active[data-resource-name="${name}"]`);
    await this.see(`.editor-group-container.active .monaco-editor[data-uri$="${name}"] .view-line`);
  }

  /** Runs an entry of the command palette by its title. */
  async command(title) {
    await this.#quickInput('F1');
    await this.choose(title);
  }

  /** Types into the quick input, and accepts when the list has caught up with the typing. */
  async choose(text) {
    await this.page.keyboard.type(text);
    const row = `.quick-input-list .monaco-list-row.focused[aria-label*="${text}" i]`;
    await this.page.waitForSelector(row, { timeout: 60000 });   // no matter of the server's, and slow the first time
    await this.page.keyboard.press('Enter');
  }

  async #quickInput(key) {
    const there = () => document.activeElement?.matches('.quick-input-widget input');
    for (let tries = 0; ; tries++) {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press(key);
      try {
        return await this.page.waitForFunction(there, undefined, { timeout: Math.max(5000, this.timeout / 2) });
      } catch (error) {
        if (tries === 3) throw error;   // a key is lost where the focus is moving
      }
    }
  }

  /** Puts the cursor where a text of the open file begins (or `offset` characters on), as the file is on disk. */
  async at(name, text, offset = 0) {
    const before = this.read(name);
    const index = before.indexOf(text) + offset;
    if (index < offset) throw new Error(`no ${text} in ${name}`);
    const lines = before.slice(0, index).split('\n');
    await this.#quickInput('Control+g');
    await this.page.keyboard.type(`${lines.length}:${lines.at(-1).length + 1}`);
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('.quick-input-widget', { state: 'hidden' });
  }

  /** The lines drawn in the active editor, from the top, inlay hints included. */
  async lines() {
    const drawn = await this.page.locator('.editor-group-container.active .view-lines .view-line')
      .evaluateAll((lines) => lines.map((line) => [parseFloat(line.style.top), line.textContent]));
    return drawn.sort(([a], [b]) => a - b).map(([, text]) => text.replaceAll('\u00a0', ' '));
  }

  /** Saves and waits until the file on disk is as expected. */
  async saved(name, expected) {
    await this.until(async () => {
      await this.page.keyboard.press('Control+s');
      await this.page.waitForTimeout(150);
      return expected.test(this.read(name));
    }, () => `the file is ${JSON.stringify(this.read(name))}`);
  }

  /** Waits until the hover at the cursor is as expected. */
  async hover(expected) {
    let said = '';
    const says = async () => {
      said = (await this.page.locator('.monaco-hover:not(.hidden) .hover-contents').allInnerTexts()).join('\n');
      return expected.test(said);
    };
    await this.until(async () => {
      for (const key of ['Escape', 'Escape', 'Control+k', 'Control+i']) await this.page.keyboard.press(key);   // one from before goes
      return until(says, 3000).then(() => true, () => false);   // then again: the server may be starting still
    }, () => `the hover says ${JSON.stringify(said)}`);
  }

  /** Accepts the entry of that name from the list of suggestions, which fills as answers come. */
  async accept(label) {
    await this.see('.suggest-widget.visible .monaco-list-row');
    const focused = this.page.locator('.suggest-widget.visible .monaco-list-row.focused .label-name');
    await this.until(async () => {
      if (await focused.textContent({ timeout: 1000 }).catch(() => '') === label) return true;
      await this.page.keyboard.press('ArrowDown');
      return false;
    }, `${label} is not offered`);
    await this.page.keyboard.press('Enter');
  }

  async squiggle(kind = 'error', state = 'attached') {
    await this.page.waitForSelector(`.editor-group-container.active .squiggly-${kind}`, { state });
  }

  /** What the extension says in the status bar. */
  async status(expected) {
    const said = () => this.page.locator('.statusbar-item[id*="connspec.status"]').getAttribute('aria-label', { timeout: 1000 }).catch(() => undefined);
    await this.until(async () => expected.test(await said() ?? ''), () => `no such status: ${expected}`);
  }

  /** Leaves the active editor without saving. */
  async revertAndClose() {
    await this.command('View: Revert and Close Editor');
    await this.page.waitForSelector('.tab.active.dirty', { state: 'detached' });
  }

  /** What stands in the webviews: each is a frame within a frame. */
  async webviewText() {
    const frames = this.page.frames().filter((frame) => frame !== this.page.mainFrame());
    const texts = await Promise.all(frames.map((frame) =>
      frame.evaluate(() => document.body?.innerText ?? '').catch(() => '')));
    return texts.join('\n');
  }
}

async function until(condition, ms, what) {
  for (const end = Date.now() + ms; ;) {
    if (await condition()) return;
    if (Date.now() > end) throw new Error(typeof what === 'function' ? what() : what);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** A reporter of tests; each passes if it doesn't throw. `(offline)` in a name marks what needs no server. */
export function tests(prefix) {
  let failed = false;
  return {
    /** Where to take a screenshot of what failed. */
    code: undefined,
    async test(name, run) {
      try {
        await run();
        console.log(`ok   ${prefix}: ${name}`);
      } catch (error) {
        failed = true;
        console.log(`FAIL ${prefix}: ${name}  -- ${String(error?.message ?? error).replace(/\s+/g, ' ').slice(0, 300)}`);
        await this.code?.shot(`FAIL ${name}`.replace(/[^\w]+/g, '-')).catch(() => {});
      }
    },
    skip(name, reason) { console.log(`skip ${prefix}: ${name}  -- ${reason}`); },
    get failed() { return failed; },
  };
}
