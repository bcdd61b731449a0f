// The zero-width tokens that keep a forgotten brace, bracket, quote or value local, and units.
// Stateless. GRAMMAR.md says what each token is for.
#include "tree_sitter/parser.h"
#include <stdbool.h>
#include <string.h>

enum Token {
  STRING_END,
  BLOCK_END,
  LIST_END,
  LINE_END,
  MISSING_VALUE,
  MISSING_NAME,
  NO_ARGUMENTS,
  PARENTHESIS_END,
  UNIT,
  ERROR_SENTINEL,
};

// Names longer than this are no keyword, header word or unit; they are read to their end all the same.
#define WORD 16

static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }
static bool is_blank(int32_t c) { return c == ' ' || c == '\t'; }
static bool is_byte_order_mark(int32_t c) { return c == 0xFEFF; }
static bool is_line_end(int32_t c) { return c == '\n' || c == '\r'; }

static void skip_blanks(TSLexer *lexer) {
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
}

// Passes blanks and line ends. What follows stands at the start of a line, as the language counts
// it, if a line end was passed and nothing since but one byte order mark and blanks.
static bool skip_to_line_start(TSLexer *lexer, bool at_start) {
  for (bool fresh = false;; lexer->advance(lexer, true)) {
    if (is_line_end(lexer->lookahead)) {
      at_start = fresh = true;
    } else if (is_byte_order_mark(lexer->lookahead)) {
      at_start = at_start && fresh;
      fresh = false;
    } else if (is_blank(lexer->lookahead)) {
      fresh = false;
    } else {
      return at_start;
    }
  }
}

static void skip_line(TSLexer *lexer) {
  while (!lexer->eof(lexer) && !is_line_end(lexer->lookahead)) lexer->advance(lexer, true);
}

// Reads a word into `buffer`, cut to its size; false where none stands here.
static bool read_word(TSLexer *lexer, char *buffer) {
  size_t length = 0;
  bool first = true;
  while (is_letter(lexer->lookahead) || (!first && (is_digit(lexer->lookahead) || lexer->lookahead == '-'))) {
    if (length < WORD - 1) buffer[length++] = (char)lexer->lookahead;
    lexer->advance(lexer, false);
    first = false;
  }
  buffer[length] = 0;
  return !first;
}

static bool is_comment_start(TSLexer *lexer) {
  if (lexer->lookahead == '#') return true;
  if (lexer->lookahead != '/') return false;
  lexer->advance(lexer, false);
  return lexer->lookahead == '/';
}

// Whether a `peering` with this one label is a circuit's, which stands within the circuit.
static bool is_of_circuit(const char *label) {
  return strcmp(label, "private") == 0 || strcmp(label, "microsoft") == 0 || strcmp(label, "public") == 0;
}

// One or two names, quoted or not, and an opening brace on the same line.
static bool labels_then_brace(TSLexer *lexer, bool of_peering) {
  char word[WORD];
  for (int count = 0;; count++) {
    skip_blanks(lexer);
    if (lexer->lookahead == '{') return count > 0 && !(of_peering && count == 1 && is_of_circuit(word));
    if (count == 2) return false;
    if (lexer->lookahead == '"') {
      word[0] = 0;
      lexer->advance(lexer, false);
      while (lexer->lookahead != '"') {
        if (lexer->eof(lexer) || is_line_end(lexer->lookahead)) return false;
        if (lexer->lookahead == '\\') {
          lexer->advance(lexer, false);
          if (lexer->eof(lexer) || is_line_end(lexer->lookahead)) return false;
        }
        lexer->advance(lexer, false);
      }
      lexer->advance(lexer, false);
    } else if (!read_word(lexer, word)) {
      return false;
    }
  }
}

// Whether a line whose first word has been read is a whole top-level header. This is the rule by
// which the language splits a file into segments: keep it equal to `is_header` in src/syntax/segment.rs.
static bool is_header(TSLexer *lexer, const char *word) {
  static const char *const keywords[] = {"site", "vnet", "circuit", "peering", "gateway", "connection", "defaults"};
  for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
    if (strcmp(word, keywords[i]) == 0) return labels_then_brace(lexer, strcmp(word, "peering") == 0);
  }
  skip_blanks(lexer);
  if (strcmp(word, "import") == 0) return lexer->lookahead == '"';
  if (strcmp(word, "edition") == 0) return is_digit(lexer->lookahead);
  if (strcmp(word, "let") == 0) {
    char name[WORD];
    if (!read_word(lexer, name)) return false;
    skip_blanks(lexer);
    return lexer->lookahead == '=' || lexer->lookahead == ':';
  }
  return false;
}

// Whether, at the start of an annotation line, only annotations, comments and blank lines stand
// before a header.
static bool annotations_then_header(TSLexer *lexer) {
  char word[WORD];
  for (;;) {
    skip_line(lexer);
    if (!skip_to_line_start(lexer, false) || lexer->eof(lexer)) return false;
    if (lexer->lookahead == '@' || lexer->lookahead == '#') continue;
    if (lexer->lookahead == '/') {
      if (!is_comment_start(lexer)) return false;
      continue;
    }
    return read_word(lexer, word) && is_header(lexer, word);
  }
}

static bool is_unit(const char *word) {
  static const char *const units[] = {"bps", "kbps", "mbps", "gbps", "tbps", "s",  "sec", "min",
                                      "h",   "d",    "kb",   "mb",   "gb",   "tb", "b"};
  char lower[WORD];
  size_t i = 0;
  for (; word[i]; i++) lower[i] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] + 32) : word[i];
  lower[i] = 0;
  for (i = 0; i < sizeof units / sizeof *units; i++) {
    if (strcmp(lower, units[i]) == 0) return true;
  }
  return false;
}

// A word made of letters alone that ends the value: a unit that is misspelled or being typed.
static bool is_word_of_letters(const char *word) {
  for (; *word; word++) {
    if (*word == '_' || *word == '-' || is_digit(*word)) return false;
  }
  return true;
}

static bool value_ends(TSLexer *lexer) {
  skip_blanks(lexer);
  if (lexer->eof(lexer) || is_line_end(lexer->lookahead)) return true;
  switch (lexer->lookahead) {
    case ',':
    case ';':
    case '}':
    case ']':
    case ')':
    case '#':
      return true;
    default:
      return is_comment_start(lexer);
  }
}

static bool scan_unit(TSLexer *lexer) {
  char word[WORD];
  read_word(lexer, word);
  lexer->mark_end(lexer);
  if (lexer->lookahead == '/') {
    lexer->advance(lexer, false);
    bool is_comment = lexer->lookahead == '/';
    if (lexer->lookahead == 's') {
      lexer->advance(lexer, false);
      // `Mbit/s`
      if (is_word_of_letters(word) && !is_letter(lexer->lookahead) && !is_digit(lexer->lookahead)) {
        lexer->mark_end(lexer);
        return true;
      }
    }
    return is_unit(word) || (is_word_of_letters(word) && is_comment);
  }
  return is_unit(word) || (is_word_of_letters(word) && value_ends(lexer));
}

static bool found(TSLexer *lexer, enum Token token) {
  lexer->result_symbol = token;
  return true;
}

// Passes blank and comment lines, and gives the character that follows them. A `/` that begins no
// comment is passed too, but reported.
static int32_t next_significant(TSLexer *lexer) {
  for (;;) {
    while (is_blank(lexer->lookahead) || is_line_end(lexer->lookahead) || is_byte_order_mark(lexer->lookahead)) {
      lexer->advance(lexer, true);
    }
    if (lexer->lookahead == '/') {
      if (!is_comment_start(lexer)) return '/';
    } else if (lexer->lookahead != '#') {
      return lexer->lookahead;
    }
    skip_line(lexer);
  }
}

static bool scan_line_end(TSLexer *lexer) {
  if (lexer->eof(lexer)) return true;
  switch (lexer->lookahead) {
    case '}':
    case ',':
    case ';':
    case '@':
      return true;
    case '/':
      if (!is_comment_start(lexer)) return false;
      break;
    case '#':
    case '\n':
    case '\r':
      break;
    default:
      return false;
  }
  // The brace or the operator may stand on the next line.
  skip_line(lexer);
  int32_t next = next_significant(lexer);
  return next != '{' && next != '=';
}

static bool scan_missing_value(TSLexer *lexer) {
  if (lexer->eof(lexer)) return true;
  bool new_line = false;
  int32_t next = lexer->lookahead;
  if (is_line_end(next) || next == '#' || next == '/') {
    // A value may stand on the next line, but a word there is the next name.
    if (next == '/' && !is_comment_start(lexer)) return true;
    skip_line(lexer);
    new_line = true;
    next = next_significant(lexer);
  }
  if (is_letter(next)) return new_line;
  if (is_digit(next) || next == '[' || next == '"') return false;
  if (next != '-' && next != ':') return true;
  // `-5` and `::1` are values; alone these characters are not.
  lexer->advance(lexer, false);
  return next == '-' ? !is_digit(lexer->lookahead) : lexer->lookahead != ':';
}

static bool scan_list_end(TSLexer *lexer, bool new_line) {
  if (lexer->eof(lexer)) return true;
  if (lexer->lookahead == '}' || lexer->lookahead == '{' || lexer->lookahead == '@') return true;
  char word[WORD];
  if (!read_word(lexer, word)) return false;
  skip_blanks(lexer);
  if (lexer->lookahead == '=') return true;
  if (!new_line) return false;
  if (lexer->lookahead == ':') {
    // `name: value`, but not an IPv6 address.
    lexer->advance(lexer, false);
    if (is_blank(lexer->lookahead)) return true;
    return strcmp(word, "let") == 0;
  }
  if (lexer->lookahead == '{') return true;
  // `edition 2026-10`
  if (is_digit(lexer->lookahead)) return strcmp(word, "edition") == 0;
  if (lexer->lookahead != '"' && !is_letter(lexer->lookahead)) return false;
  if (lexer->lookahead == '"' && strcmp(word, "import") == 0) return true;
  // Two words on a line: a header or a line being typed, unless the list goes on behind them.
  bool quoted = false;
  for (; !lexer->eof(lexer) && !is_line_end(lexer->lookahead); lexer->advance(lexer, false)) {
    if (lexer->lookahead == '"') quoted = !quoted;
    if (quoted) {
      if (lexer->lookahead != '\\') continue;
      lexer->advance(lexer, false);
      if (lexer->eof(lexer) || is_line_end(lexer->lookahead)) return true;
      continue;
    }
    if (lexer->lookahead == '{' || lexer->lookahead == '=' || lexer->lookahead == ':' || lexer->lookahead == '#') return true;
    if (lexer->lookahead == ']' || lexer->lookahead == ',') return false;
  }
  return true;
}

static bool scan_parenthesis_end(TSLexer *lexer) {
  if (lexer->eof(lexer) || is_line_end(lexer->lookahead)) return true;
  return lexer->lookahead == '{' || lexer->lookahead == '}' || lexer->lookahead == '@';
}

static bool scan_block_end(TSLexer *lexer, bool new_line) {
  if (lexer->eof(lexer)) return true;
  if (!new_line) return false;
  if (lexer->lookahead == '@') return annotations_then_header(lexer);
  char word[WORD];
  return read_word(lexer, word) && is_header(lexer, word);
}

void *tree_sitter_connspec_external_scanner_create(void) { return NULL; }
void tree_sitter_connspec_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_connspec_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_connspec_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

bool tree_sitter_connspec_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  // In error recovery every token is valid: leave that to the parser.
  if (valid[ERROR_SENTINEL]) return false;
  lexer->mark_end(lexer);

  if (valid[STRING_END]) {
    return (lexer->eof(lexer) || is_line_end(lexer->lookahead)) && found(lexer, STRING_END);
  }

  skip_blanks(lexer);
  while (is_byte_order_mark(lexer->lookahead)) {
    lexer->advance(lexer, true);
    skip_blanks(lexer);
  }
  if (valid[UNIT] && is_letter(lexer->lookahead)) {
    return scan_unit(lexer) && found(lexer, UNIT);
  }
  if (valid[MISSING_NAME]) {
    return !is_letter(lexer->lookahead) && lexer->lookahead != '"' && found(lexer, MISSING_NAME);
  }
  if (valid[NO_ARGUMENTS]) return lexer->lookahead != '(' && found(lexer, NO_ARGUMENTS);
  if (valid[PARENTHESIS_END]) return scan_parenthesis_end(lexer) && found(lexer, PARENTHESIS_END);
  if (valid[LINE_END]) return scan_line_end(lexer) && found(lexer, LINE_END);
  if (valid[MISSING_VALUE]) return scan_missing_value(lexer) && found(lexer, MISSING_VALUE);
  if (!valid[LIST_END] && !valid[BLOCK_END]) return false;

  bool new_line = skip_to_line_start(lexer, false);
  if (valid[LIST_END]) return scan_list_end(lexer, new_line) && found(lexer, LIST_END);
  return scan_block_end(lexer, new_line) && found(lexer, BLOCK_END);
}
