/**
 * @file The connspec language: hybrid networks between on-premises sites and Azure.
 * @license MIT OR Apache-2.0
 *
 * Generic in blocks and attributes (which kinds and names there are is the schema's business, so that
 * misspelled text still has structure), specific in literals. GRAMMAR.md explains the zero-width tokens.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

module.exports = grammar({
  name: 'connspec',

  extras: $ => [/[ \t\r\n\uFEFF]/, $.comment],

  // The order is that of the enum in src/scanner.c.
  externals: $ => [
    $._string_end,
    $._block_end,
    $._list_end,
    $._line_end,
    $._missing_value,
    $._parenthesis_end,
    $._unit,
    $._error_sentinel,
  ],

  word: $ => $.identifier,

  rules: {
    source_file: $ => repeat(choice(
      $.edition,
      $.import,
      $.let,
      $.defaults,
      $._member,
      alias('}', $.unexpected),
    )),

    edition: $ => seq('edition', $._value_or_nothing),
    import: $ => seq('import', field('path', $._value_or_nothing)),
    let: $ => seq('let', field('name', $.identifier), $._operator, field('value', $._value_or_nothing)),
    defaults: $ => seq('defaults', $._labels, field('body', $.body)),

    _member: $ => choice(
      $.block,
      $.attribute,
      $.incomplete,
      $.nameless_block,
      $.unexpected,
      ',',
      $.wrong_separator,
    ),

    block: $ => seq(
      optional($._annotations),
      field('kind', $.identifier),
      optional($._labels),
      field('body', $.body),
    ),
    // `{ … }` where the word before it is missing.
    nameless_block: $ => $.body,
    _labels: $ => repeat1(field('label', choice($.identifier, $.string))),
    body: $ => seq('{', repeat($._member), choice('}', $._block_end)),

    attribute: $ => seq(
      optional($._annotations),
      field('name', $.identifier),
      $._operator,
      field('value', $._value_or_nothing),
    ),
    _operator: $ => choice('=', ':', $.wrong_operator),
    wrong_operator: _ => token(choice('=>', ':=', '==')),
    _value_or_nothing: $ => choice($._value, $._missing_value),

    // A line that is being typed: `sku`, `bandwidth 500 Mbps`, `connection site-to-site`.
    incomplete: $ => seq(
      optional($._annotations),
      choice(
        field('name', $.identifier),
        field('name', alias(choice('let', 'defaults'), $.identifier)),
      ),
      optional($._labels),
      optional(seq($._no_label, repeat($._value))),
      $._line_end,
    ),

    // What fits nowhere, kept small so that what follows is read as usual.
    unexpected: $ => prec.right(repeat1(choice('=', ':', ']', ')', '(', '.', $.wrong_operator, $._no_label, $.string, $.stray))),
    stray: _ => token(prec(-1, /[^\s"#@,;{}\[\]()=:.A-Za-z0-9_]/)),

    wrong_separator: _ => ';',

    _annotations: $ => repeat1($.annotation),
    annotation: $ => seq(
      '@',
      field('name', $.identifier),
      choice(
        seq('(', repeat(choice($._argument, ',')), choice(')', $._parenthesis_end)),
        $._parenthesis_end,
      ),
    ),
    _argument: $ => choice($.rule_name, alias($.identifier, $.rule_name), $.string, $.named_argument),
    rule_name: _ => /[a-z][a-z0-9-]*\/[a-z0-9-]*/,
    named_argument: $ => seq(field('name', $.identifier), '=', field('value', $._value_or_nothing)),

    _value: $ => choice($.identifier, $.string, $._no_label),
    _no_label: $ => choice(
      $.boolean,
      $.integer,
      $.decimal,
      $.quantity,
      $.ip_address,
      $.ip_prefix,
      $.date,
      $.edition_date,
      $.list,
      $.call,
      $.reference,
    ),

    boolean: _ => choice('true', 'false'),
    integer: _ => /-?[0-9][0-9_]*/,
    decimal: _ => /-?[0-9][0-9_]*\.[0-9]*/,
    quantity: $ => seq(choice($.integer, $.decimal), $._unit),
    // Also what is not quite an address, so that the message can be about the address.
    ip_address: _ => token(choice(
      /[0-9]+\.[0-9]+\.[0-9.]*/,
      /[0-9a-fA-F]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*/,
    )),
    ip_prefix: _ => token(choice(
      /[0-9]+(\.[0-9]*)*\/[0-9]*/,
      /[0-9a-fA-F]*:[0-9a-fA-F.]*:[0-9a-fA-F:.]*\/[0-9]*/,
    )),
    date: _ => /[0-9]{4}-[0-9]{2}-[0-9]{2}/,
    edition_date: _ => /[0-9]{4}-[0-9]{1,2}/,

    string: $ => seq(
      '"',
      repeat(choice($._string_content, $.escape_sequence)),
      choice(token.immediate('"'), $._string_end),
    ),
    _string_content: _ => token.immediate(prec(1, /[^"\\\r\n]+/)),
    escape_sequence: _ => token.immediate(/\\(u\{[0-9a-fA-F]*\}?|[^\r\n])?/),

    list: $ => seq('[', repeat(choice($._value, ',', $.wrong_separator)), choice(']', $._list_end)),

    call: $ => seq(
      field('function', $.identifier),
      token.immediate('('),
      repeat(choice(field('argument', $._value), ',')),
      choice(')', $._parenthesis_end),
    ),

    reference: $ => seq(
      choice($.identifier, $.string),
      repeat1(seq(token.immediate('.'), choice($.identifier, $.string))),
    ),

    identifier: _ => /[A-Za-z_][A-Za-z0-9_-]*/,
    comment: _ => token(seq(choice('#', '//'), /[^\r\n]*/)),
  },
});
