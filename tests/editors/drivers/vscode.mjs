// The extension from its .vsix in a real VS Code:
//
//   node vscode.mjs NAME INSTALL
//
// NAME stands before each test; INSTALL is the folder of setup/vscode.sh. Environment: VSIX (with the server inside),
// BARE_VSIX (without), SERVER, FIXTURES, OUT (screenshots, logs), TIMEOUT (ms), GRAPH=0 if the server's program can't draw.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { startVSCode, tests } from './vscode-driver.mjs';

const [name, install] = process.argv.slice(2);
const out = path.join(process.env.OUT, name);
const timeout = Number(process.env.TIMEOUT ?? 10000);
const reporter = tests(name);
// A server that says nothing is waited for only briefly; what needs none may take its time.
const test = (name, run) => {
  reporter.code?.patience(name.startsWith('(offline)') ? Math.max(timeout, 25000) : timeout);
  return reporter.test(name, run);
};
const skip = (...test) => reporter.skip(...test);

function workspace(label) {
  const folder = path.join(out, label);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(process.env.FIXTURES, folder, { recursive: true });
  for (const copy of ['first', 'wrong']) {   // one is renamed, one stays as it is
    fs.copyFileSync(path.join(folder, 'typo.connspec'), path.join(folder, `${copy}.connspec`));
  }
  return folder;
}

async function session(options, run) {
  let code;
  await test(`(offline) VS Code starts with ${path.basename(options.vsix)}`, async () => {
    code = await startVSCode({ install, out, timeout, ...options });
  });
  if (!code) return;
  reporter.code = code;
  try {
    await run(code);
  } catch (error) {
    await test('between two tests', () => { throw error; });
  } finally {
    reporter.code = undefined;
    await code.close();
  }
}

await session({ vsix: process.env.VSIX, workspace: workspace('workspace') }, async (code) => {
  const { page } = code;

  await test('(offline) the language is known', async () => {
    await code.open('hub.connspec');
    await code.see('.statusbar-item[id="status.editor.mode"]:has-text("connspec")');
  });
  await test('(offline) words are coloured before the server speaks', async () => {
    const colours = () => page.locator('.view-line:has-text("gateway vpn hub_vpn") span span')
      .evaluateAll((words) => new Set(words.map((word) => word.className.match(/mtk\d+/)?.[0])).size);
    // The grammar is loaded after the text is shown.
    await code.until(async () => await colours() >= 3, 'less than three colours');
  });

  await test('hover on a connection type', async () => {
    await code.at('hub.connspec', 'site-to-site', 2);
    await code.hover(/tunnel/i);
    await code.shot('hover-type');
  });
  await test('hover on an SKU', async () => {
    await code.at('hub.connspec', 'VpnGw2AZ', 2);
    await code.hover(/VpnGw2AZ/);
    await code.shot('hover-sku');
  });
  await page.keyboard.press('Escape');

  await test('inlay hints are drawn', async () => {
    const onDisk = new Set(code.read('hub.connspec').split('\n').map((line) => line.trimEnd()));
    await code.until(async () => (await code.lines()).some((line) => !onDisk.has(line.trimEnd())), 'no line shows more than its text');
  });
  await test('a lens says what uses a gateway', async () => {
    await code.see('.editor-group-container.active .codelens-decoration a');
    await code.shot('hints-and-lenses');
  });
  await test('a lens leads to what uses it', async () => {
    await page.click('.editor-group-container.active .codelens-decoration a:has-text("1 connection")');
    await code.see('.peekview-widget .monaco-list-row:has-text("hub_vpn")');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.peekview-widget', { state: 'detached' });
  });
  await test('the status bar says which edition', async () => {
    await code.open('utrecht.connspec');   // it is the file that imports it which names one
    await code.status(/edition 2026-10: no errors/);
    await code.open('hub.connspec');
  });
  await test('semantic tokens', async () => {
    await code.at('hub.connspec', 'gateway vpn', 2);
    await code.command('Developer: Inspect Editor Tokens and Scopes');
    await code.see('.token-inspect-widget:has-text("semantic token type")');
    await page.keyboard.press('Escape');
  });

  await test('completion of a connection type is inserted', async () => {
    await page.click('.editor-group-container.active .view-lines');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nconnection ', { delay: 20 });
    await page.waitForSelector('.suggest-widget.visible', { timeout: 2000 }).catch(() => page.keyboard.press('Control+Space'));
    await code.see('.suggest-widget.visible .monaco-list-row:has-text("site-to-site")');
    await code.shot('completion-type');
    await code.accept('site-to-site');
    await code.saved('hub.connspec', /\nconnection site-to-site(?![\w-])/);
  });
  await code.revertAndClose();
  restore(code, 'hub.connspec');
  await test('completion of an SKU is inserted', async () => {
    await code.open('hub.connspec');
    await code.at('hub.connspec', 'VpnGw2AZ');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+Space');
    await code.see('.suggest-widget.visible .monaco-list-row:has-text("VpnGw1AZ")');
    // Every row says what it is good for, not only the one that is chosen.
    await code.see('.suggest-widget.visible .monaco-list-row:not(.focused):has-text("VpnGw3AZ") .details-label:has-text("2.5 Gbps")');
    await code.shot('completion-sku');
    await code.accept('VpnGw1AZ');
    await code.saved('hub.connspec', /\n {2}sku {2}= VpnGw1AZ\n/);
  });
  await code.revertAndClose();
  restore(code, 'hub.connspec');
  await test('an attribute is followed by its values', async () => {
    await code.open('hub.connspec');
    await code.at('hub.connspec', 'sku  = VpnGw2AZ');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+Space');
    await code.accept('sku');
    await code.see('.suggest-widget.visible .monaco-list-row:has-text("VpnGw1AZ")');
    await code.accept('VpnGw1AZ');
    await code.saved('hub.connspec', /\n {2}sku = VpnGw1AZ\n/);
  });
  await code.revertAndClose();
  restore(code, 'hub.connspec');

  await test('a block within a block is as deep as it should be', async () => {
    await code.open('hub.connspec');
    await code.at('hub.connspec', 'vnet = hub\n', 10);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Space');
    await code.accept('public-ip');
    await page.keyboard.type('extra');
    await code.saved('hub.connspec', /\n {2}public-ip extra \{\n {4}\n {2}\}\n/);
  });
  await code.revertAndClose();
  restore(code, 'hub.connspec');

  await test('a problem with its rule', async () => {
    await code.open('typo.connspec');
    await code.squiggle('error');
    await code.command('Problems: Focus on Problems View');
    await code.see('.markers-panel .monaco-list-row:has-text("public-ip")');
    const row = await page.locator('.markers-panel .monaco-list-row:has-text("public-ip")').last().textContent();
    assert.match(row, /[a-z]+\/[a-z-]+/);
  });
  await test('the rule links to its page', async () => {
    const link = page.locator('.markers-panel .monaco-list-row:has-text("public-ip") a.monaco-link').last();
    assert.match(await link.textContent(), /^[a-z-]+\/[a-z-]+$/);
    await code.shot('problems');
  });
  await test('the status bar counts problems', async () => {
    await page.click('.editor-group-container.active .view-lines');
    await code.status(/edition 2026-10: 1 error, no warnings/);
  });
  await test('Explain the Rule Here shows its page', async () => {
    await code.at('typo.connspec', 'pubic-ip', 2);
    await code.command('Explain the Rule Here');
    await code.until(async () => /unknown/i.test(await code.webviewText()), 'no page');
    await code.shot('explain');
  });
  await code.command('View: Close All Editors');
  await test('the light bulb fixes it, and the problem goes', async () => {
    await code.open('typo.connspec');
    await code.at('typo.connspec', 'pubic-ip', 2);
    const editor = '.editor-group-container.active';
    await page.click(`${editor} [class*="codicon-gutter-lightbulb"], ${editor} .lightBulbWidget`);
    await code.see('.action-widget .monaco-list-row.action:has-text("public-ip")');
    await code.shot('light-bulb');
    const focused = page.locator('.action-widget .monaco-list-row.action.focused');
    await code.until(async () => {
      if (/public-ip/.test(await focused.textContent({ timeout: 1000 }).catch(() => ''))) return true;
      await page.keyboard.press('ArrowDown');
      return false;
    }, 'the fix can not be chosen');
    await page.keyboard.press('Enter');
    await code.saved('typo.connspec', /cisco-asa, public-ip = 203/);
    await code.squiggle('error', 'detached');
  });

  await test('formatting', async () => {
    await code.open('untidy.connspec');
    await code.command('Format Document');
    await code.saved('untidy.connspec', /\nsite delft \{\n {2}prefixes/);
  });

  await test('rename across two files', async () => {
    await code.open('hub.connspec');
    await code.at('hub.connspec', '= utrecht\n', 4);
    await page.keyboard.press('F2');
    await page.waitForFunction(() => document.activeElement?.matches('.rename-box input, input.rename-input'));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('utrecht_office');
    await code.shot('rename');
    await page.keyboard.press('Enter');
    await code.saved('hub.connspec', /= utrecht_office\n/);
    await code.command('File: Save All Files');
    await code.until(() => /^site utrecht_office \{/m.test(code.read('sites/utrecht.connspec')), 'the other file is unchanged');
    assert.match(code.read('hub.connspec'), /site-to-site utrecht_hub \{/);
  });

  await test('a file renamed in the Explorer keeps its problems', async () => {
    await code.open('first.connspec');
    await code.squiggle('error');
    await code.command('File: Reveal Active File in Explorer View');
    await code.see('.explorer-folders-view .monaco-list:focus .monaco-list-row.focused[aria-label*="first.connspec"]');
    await page.keyboard.press('F2');
    await code.see('.explorer-folders-view .monaco-inputbox input');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('second.connspec');
    await page.keyboard.press('Enter');
    await code.see('.tab.active[data-resource-name="second.connspec"]');
    await code.squiggle('error');
    await code.command('Problems: Focus on Problems View');
    await code.see('.markers-panel .monaco-list-row:has-text("second.connspec")');
    const old = page.locator('.markers-panel .monaco-list-row:has-text("first.connspec")');
    await code.until(async () => await old.count() === 0, 'the problems under the old name stay');
  });

  await test('an untitled spec is checked', async () => {
    await code.command('connspec: New Spec');
    await code.see('.tab.active:has-text("Untitled")');
    await code.see('.suggest-widget.visible');   // it offers what a file can begin with
    await page.keyboard.press('Escape');
    await page.keyboard.type('site oss { device edge { pubic-ip = 203.0.113.40 ', { delay: 5 });
    await page.keyboard.press('Escape');
    await code.squiggle('error');
  });
  await code.revertAndClose();
  await test('(offline) a snippet writes a whole design', async () => {
    await code.command('connspec: New Spec');
    await code.accept('branch');
    await code.until(async () => (await code.lines()).some((line) => /^gateway vpn hub_vpn \{/.test(line)), 'no design');
    await code.shot('snippet');
    await page.keyboard.press('Escape');
  });
  await code.revertAndClose();

  if (process.env.GRAPH === '0') skip('the picture', 'this connspec has no `graph`');
  else await test('the picture', async () => {
    await code.open('hub.connspec');
    await code.command('Show the Picture of This Spec');
    await code.until(async () => {
      const widths = await Promise.all(page.frames().map((frame) =>
        frame.evaluate(() => document.querySelector('img[alt^="Picture of"]')?.naturalWidth ?? 0).catch(() => 0)));
      return widths.some((width) => width > 0);
    }, 'no picture');
    await code.shot('picture');
  });

  await test('restarting brings the problems back', async () => {
    await code.open('wrong.connspec');
    await code.squiggle('error');
    // They may be gone for less than a look takes.
    await page.evaluate(() => {
      window.seenGone = false;
      const look = () => { window.seenGone ||= !document.querySelector('.editor-group-container.active .squiggly-error'); };
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
    });
    await code.command('connspec: Restart the Language Server');
    await page.waitForFunction(() => window.seenGone);
    await code.squiggle('error');
  });
  await test('a setting of the severity is followed', async () => {
    await code.open('wrong.connspec');
    await code.set('connspec.severities', { schema: 'warning' });
    await code.squiggle('warning');
    await code.set('connspec.severities', {});
    await code.squiggle('error');
  });
  await test('the server in the package is the one that runs', async () => {
    await code.squiggle('error');
    await code.command('connspec: Show the Version');
    await code.see('.notifications-toasts :text-matches("from bundled.*logs to the output")');
  });
  await test('(offline) the output says what was started', async () => {
    await code.command("connspec: Show the Server's Output");
    await code.see('.output-view .view-line:has-text("bundled)")');
  });
  await test('the output says what the server does, and a restart is no error', async () => {
    const written = async () => (await page.locator('.output-view .view-line').allTextContents()).join('\n').replaceAll('\u00a0', ' ');
    await code.until(async () => /serves code-server/.test(await written()), 'the server says nothing');
    assert.doesNotMatch(await written(), /error/i);
  });
  await test('(offline) the walkthrough', async () => {
    await code.command('Welcome: Open Walkthrough...');
    await code.choose('Get started with connspec');
    await code.see(':text("Start from a whole design")');
    await code.shot('walkthrough');
  });
});

// A workspace of two folders that isn't trusted and whose settings would start a program of its own, opened with a package
// that has no server.
const untrusted = workspace('untrusted');
const other = path.join(out, 'other');
fs.rmSync(other, { recursive: true, force: true });
fs.mkdirSync(other);
fs.writeFileSync(path.join(other, 'connspec.toml'), '[severity]\nschema = "warning"\n');
fs.copyFileSync(path.join(untrusted, 'typo.connspec'), path.join(other, 'other.connspec'));
const intruder = path.join(out, 'intruder.sh');
const trace = path.join(out, 'intruder-ran');
fs.rmSync(trace, { force: true });
fs.writeFileSync(intruder, `#!/bin/sh\ntouch ${trace}\n`, { mode: 0o755 });
await session({
  vsix: process.env.BARE_VSIX, workspace: untrusted, roots: [other], trusted: false, settings: { 'connspec.server.path': intruder },
}, async (code) => {
  const toast = '.notifications-toasts .notification-toast:has-text("not installed")';
  await test('(offline) a missing server is said, with a way out', async () => {
    await code.open('hub.connspec');
    await code.see(`${toast} :text("Open Settings")`);
    await code.shot('missing-server');
    await code.page.click(`${toast} :text("How to Install")`);
    await code.until(async () => /cargo install/.test(await code.webviewText()), 'no instructions');
  });
  await code.command('View: Close All Editors');
  await test('a server path of the machine\'s is followed at once, each folder by its own connspec.toml', async () => {
    await code.set('connspec.server.path', process.env.SERVER);
    await code.open('typo.connspec');
    await code.squiggle('error');
    await code.open('other.connspec');
    await code.squiggle('warning');
    await code.status(/no errors, 1 warning/);
  });
  await test('(offline) an untrusted workspace starts no program of its own', async () => {
    await code.command('connspec: Restart the Language Server');
    await code.command("connspec: Show the Server's Output");
    await code.see('.output-view .view-line:has-text("setting)")');
    assert.ok(!fs.existsSync(trace));
  });
});

process.exitCode = reporter.failed ? 1 : 0;

function restore(code, file) {
  fs.copyFileSync(path.join(process.env.FIXTURES, file), path.join(code.workspace, file));
}
