// Holds the three highlighters against editors/highlighting.json and each other, word by word:
//
//   node compare.mjs MODULES TABLE GRAMMAR CAPTURES SERVER FILE...
//
// MODULES is the node_modules with vscode-textmate; CAPTURES is the output of captures.lua, or `-`; SERVER is the
// server's program, or `-`. Prints a line for each file and highlighter.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, tableFile, grammarFile, capturesFile, server, ...files] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'x.js'));
const { Registry, INITIAL, parseRawGrammar } = require('vscode-textmate');
const oniguruma = require('vscode-oniguruma');

const { rows } = JSON.parse(fs.readFileSync(tableFile, 'utf8'));
/** The classes that a scope, capture or token type may stand for. */
const classesOf = (column, name) => rows
  .filter((row) => row[column].some((known) => name === known || name.startsWith(`${known}.`)))
  .map((row) => row.class);

const wordsOf = (text) => text.split('\n').flatMap((line, row) =>
  [...line.matchAll(/[A-Za-z0-9_][\w-]*/g)].map((match) => ({ row, column: match.index, word: match[0] })));

// Each highlighter gives, for a file, a function from a place to the name it has there, or undefined.

async function textMate() {
  const wasm = fs.readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(fs.readFileSync(grammarFile, 'utf8'), grammarFile),
  });
  const grammar = await registry.loadGrammar('source.connspec');
  return async (file, text) => {
    let stack = INITIAL;
    const lines = text.split('\n').map((line) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
      stack = ruleStack;
      return tokens;
    });
    return ({ row, column }) => lines[row].find((token) => token.startIndex <= column && column < token.endIndex)
      ?.scopes.slice(1).reverse().find((scope) => !scope.startsWith('meta.'))?.replace(/\.connspec$/, '');
  };
}

function treeSitter() {
  const all = JSON.parse(fs.readFileSync(capturesFile, 'utf8'));
  return async (file) => {
    const at = new Map(all[file].map(([row, column, capture]) => [`${row}:${column}`, capture]));
    return ({ row, column }) => at.get(`${row}:${column}`) || undefined;
  };
}

/** A client that asks for nothing but semantic tokens. */
function semanticTokens() {
  const process_ = spawn(server, ['lsp'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map();
  let buffer = Buffer.alloc(0);
  let asked = 0;
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    process_.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  process_.stdout.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (let end; (end = buffer.indexOf('\r\n\r\n')) >= 0;) {
      const length = Number(/content-length: *(\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
      if (buffer.length < end + 4 + length) return;
      const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString());
      buffer = buffer.subarray(end + 4 + length);
      if (message.method && message.id !== undefined) send({ id: message.id, result: null });
      else waiting.get(message.id)?.(message.result);
    }
  });
  const request = (method, params) => new Promise((resolve, reject) => {
    waiting.set(++asked, resolve);
    send({ id: asked, method, params });
    setTimeout(() => reject(new Error(`no answer to ${method}`)), 10000).unref();
  });
  const legend = request('initialize', {
    processId: null, rootUri: null,
    capabilities: { textDocument: { semanticTokens: {
      requests: { full: true }, formats: ['relative'], tokenModifiers: [],
      tokenTypes: ['comment', 'decorator', 'enumMember', 'function', 'keyword', 'number', 'operator', 'property', 'string', 'type', 'variable'],
    } } },
  }).then((answer) => {
    send({ method: 'initialized', params: {} });
    return answer.capabilities.semanticTokensProvider.legend.tokenTypes;
  });
  const close = async () => {
    await request('shutdown');
    send({ method: 'exit' });
  };
  return [async (file, text) => {
    const types = await legend;
    const uri = pathToFileURL(file).href;
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'connspec', version: 1, text } } });
    const { data } = await request('textDocument/semanticTokens/full', { textDocument: { uri } }) ?? { data: [] };
    const tokens = [];
    let row = 0;
    let start = 0;
    for (let i = 0; i < data.length; i += 5) {
      if (data[i]) { row += data[i]; start = 0; }
      start += data[i + 1];
      tokens.push({ row, start, end: start + data[i + 2], type: types[data[i + 3]] });
    }
    return (at) => tokens.find((token) => token.row === at.row && token.start <= at.column && at.column < token.end)?.type;
  }, close];
}

const highlighters = [['TextMate', 'scopes', await textMate(), '(offline) ']];
if (capturesFile !== '-') highlighters.push(['tree-sitter', 'captures', treeSitter(), '(offline) ']);
else console.log('skip highlighting: (offline) tree-sitter  -- no parser, or no queries');
let close = async () => {};
if (server !== '-') {
  const [tokens, end] = semanticTokens();
  highlighters.push(['semantic tokens', 'tokens', tokens, '']);
  close = end;
}

let failed = false;
const report = (offline, what, problems) => {
  failed ||= problems.length > 0;
  const detail = problems.length ? `  -- ${problems.length}: ${problems.slice(0, 6).join(', ')}` : '';
  console.log(`${problems.length ? 'FAIL' : 'ok  '} highlighting: ${offline}${what}${detail}`);
};

for (const file of files) {
  const text = fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  const words = wordsOf(text);
  const name = file.split(path.sep).slice(-2).join('/');
  for (const [highlighter, column, open, offline] of highlighters) {
    let problems;
    try {
      const nameAt = await open(file, text);
      problems = words.flatMap((at) => {
        const found = nameAt(at);
        const classes = found ? classesOf(column, found) : [];
        // A class that every highlighter so far may mean; the first sets what the others are held to.
        at.classes = at.classes ? at.classes.filter((one) => classes.includes(one)) : classes;
        return at.classes.length ? [] : [`${at.row + 1}:${at.column + 1} ${at.word} (${found ?? 'nothing'})`];
      });
      for (const at of words) if (!at.classes.length) delete at.classes;   // told once, not again by the next
    } catch (error) {
      problems = [String(error)];
    }
    report(offline, `${highlighter} agrees on every word of ${name}`, problems);
  }
}
await close().catch(() => {});
process.exitCode = failed ? 1 : 0;
