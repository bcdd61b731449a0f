;;; connspec-ts-mode.el --- Major modes for connspec network specs  -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "29.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; Editing `*.connspec' files: how on-premises sites and remote users reach Azure virtual networks.
;;
;;   (require 'connspec-ts-mode)
;;   (add-hook 'connspec-base-mode-hook #'eglot-ensure)
;;
;; `connspec-ts-mode' takes colours, indentation and imenu from the tree-sitter grammar, and is used for a file where the
;; grammar is installed (M-x treesit-install-language-grammar RET connspec).  `connspec-mode' needs nothing and is used
;; otherwise.  Both derive from `connspec-base-mode', and eglot starts `connspec lsp' in both.

;;; Code:

(require 'treesit)

(declare-function treesit-parser-create "treesit.c")
(defvar eglot-server-programs)

(defgroup connspec nil
  "Network specs for Azure."
  :group 'languages
  :prefix "connspec-")

(defcustom connspec-program "connspec"
  "The connspec program, which is also the language server."
  :type 'string)

(defcustom connspec-indent-offset 2
  "How far a block is indented.  The formatter always uses 2."
  :type 'integer
  :safe #'integerp)

(defvar connspec-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?. "." table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?= "." table)
    (modify-syntax-entry ?@ "'" table)
    table)
  "Syntax table of the connspec modes.")

(define-derived-mode connspec-base-mode prog-mode "connspec"
  "What the connspec modes share."
  (setq-local comment-start "# "
              comment-end ""
              comment-start-skip "\\(?:#+\\|//+\\)[ \t]*"
              indent-tabs-mode nil
              electric-indent-chars (append "}])" electric-indent-chars)))

;;; Without a grammar

(defvar connspec-mode-font-lock-keywords
  (let ((name "[A-Za-z_][A-Za-z0-9_-]*"))
    `((,(concat "^[ \t]*\\(edition\\|import\\|let\\|defaults\\)\\_>[ \t]*\\(" name "\\)?")
       (1 'font-lock-keyword-face))
      ;; A word is the kind of a block where a block follows, since no word is reserved.
      (,(concat "\\(" name "\\)[ \t]+\\(" name "\\)[ \t]+\\(" name "\\|\"[^\"\n]*\"\\)[ \t]*{")
       (1 'font-lock-keyword-face) (2 'font-lock-type-face) (3 'font-lock-variable-name-face))
      (,(concat "\\(" name "\\)[ \t]+\\(" name "\\|\"[^\"\n]*\"\\)[ \t]*{")
       (1 'font-lock-keyword-face) (2 'font-lock-variable-name-face))
      (,(concat "\\(" name "\\)[ \t]*{") (1 'font-lock-keyword-face))
      (,(concat "@" name) . 'font-lock-preprocessor-face)
      (,(concat "\\(" name "\\)[ \t]*=") (1 'font-lock-property-name-face))
      (,(concat "\\(" name "\\)(") (1 'font-lock-function-call-face))
      ("\\_<\\(?:true\\|false\\)\\_>" . 'font-lock-constant-face)
      ("\\_<[0-9][0-9A-Fa-f_.:/-]*\\(?:[ \t]*\\(?:[kMGT]?bps\\|[KMGT]B\\|min\\|[shd]\\)\\_>\\)?" . 'font-lock-number-face)))
  "Colours of `connspec-mode'.")

(defun connspec-indent-line ()
  "Indent by the number of brackets that are open where the line begins."
  (interactive)
  (let* ((depth (save-excursion
                  (beginning-of-line)
                  (let ((open (car (syntax-ppss))))
                    (skip-chars-forward " \t")
                    (if (looking-at-p "[]})]") (1- open) open))))
         (column (* connspec-indent-offset (max 0 depth))))
    (if (<= (current-column) (current-indentation))
        (indent-line-to column)
      (save-excursion (indent-line-to column)))))

;;;###autoload
(define-derived-mode connspec-mode connspec-base-mode "connspec"
  "Major mode for connspec files that needs no grammar."
  :syntax-table connspec-mode-syntax-table
  (setq-local font-lock-defaults '(connspec-mode-font-lock-keywords)
              indent-line-function #'connspec-indent-line
              imenu-generic-expression
              '((nil "^\\(\\(?:site\\|vnet\\|gateway\\|circuit\\|connection\\|peering\\)[ \t]+[^{\n]*[^{ \t\n]\\)[ \t]*{" 1))))

;;; With the grammar

(defvar connspec-ts-mode-font-lock-settings
  (when (treesit-available-p)
    (treesit-font-lock-rules
     :language 'connspec :feature 'comment
     '((comment) @font-lock-comment-face)

     :language 'connspec :feature 'string
     '((string) @font-lock-string-face)

     :language 'connspec :feature 'keyword
     '(["edition" "import" "let" "defaults"] @font-lock-keyword-face
       (block kind: (identifier) @font-lock-keyword-face))

     ;; The words between a kind and its body: one is the name, of two the first is the type.
     :language 'connspec :feature 'definition
     '((block kind: (identifier) :anchor label: (identifier) @font-lock-variable-name-face :anchor body: (_))
       (block label: (identifier) @font-lock-type-face :anchor label: (_))
       (block label: (_) :anchor label: (identifier) @font-lock-variable-name-face)
       (defaults "defaults" :anchor label: (identifier) @font-lock-keyword-face)
       (defaults label: (_) :anchor label: (identifier) @font-lock-type-face)
       (incomplete name: (identifier) @font-lock-keyword-face)
       (incomplete label: (identifier) @font-lock-variable-name-face)
       (let name: (identifier) @font-lock-variable-name-face))

     :language 'connspec :feature 'property
     '((attribute name: (identifier) @font-lock-property-name-face)
       (named_argument name: (identifier) @font-lock-property-name-face))

     :language 'connspec :feature 'annotation
     '((annotation name: (identifier) @font-lock-preprocessor-face)
       (rule_name) @font-lock-constant-face)

     :language 'connspec :feature 'constant
     '((boolean) @font-lock-constant-face
       [(integer) (decimal) (quantity) (date) (edition_date) (ip_address) (ip_prefix)] @font-lock-number-face)

     :language 'connspec :feature 'function
     '((call function: (identifier) @font-lock-function-call-face))

     :language 'connspec :feature 'escape :override t
     '((escape_sequence) @font-lock-escape-face)

     ;; Azure's value, a declaration or a let: which of them only the server knows.
     :language 'connspec :feature 'variable
     '((identifier) @font-lock-variable-use-face)))
  "Colours of `connspec-ts-mode'.")

(defvar connspec-ts-mode-indent-rules
  '((connspec
     ((node-is "[]})]") parent-bol 0)
     ((parent-is "body") parent-bol connspec-indent-offset)
     ((parent-is "list") parent-bol connspec-indent-offset)
     ((parent-is "call") parent-bol connspec-indent-offset)
     ((parent-is "source_file") column-0 0)
     (no-node parent-bol 0)))
  "Indentation of `connspec-ts-mode'.")

(defun connspec-ts-mode--name (node)
  "The words that head NODE, such as `gateway vpn hub_vpn'."
  (let ((body (treesit-node-child-by-field-name node "body"))
        (kind (treesit-node-child-by-field-name node "kind")))
    (string-trim (buffer-substring-no-properties
                  (treesit-node-start (or kind node)) (treesit-node-start body)))))

(defun connspec-ts-mode--top-level-p (node)
  "Whether the block NODE stands in no other."
  (equal (treesit-node-type (treesit-node-parent node)) "source_file"))

;;;###autoload
(define-derived-mode connspec-ts-mode connspec-base-mode "connspec"
  "Major mode for connspec files, by the tree-sitter grammar."
  :syntax-table connspec-mode-syntax-table
  (unless (treesit-ready-p 'connspec)
    (error "The tree-sitter grammar for connspec isn't installed"))
  (treesit-parser-create 'connspec)
  (setq-local treesit-font-lock-settings connspec-ts-mode-font-lock-settings
              treesit-font-lock-feature-list '((comment definition)
                                               (keyword string)
                                               (annotation constant escape function property variable)
                                               ())
              treesit-simple-indent-rules connspec-ts-mode-indent-rules
              treesit-defun-type-regexp "\\`\\(?:block\\|defaults\\|let\\)\\'"
              treesit-defun-name-function #'connspec-ts-mode--name
              treesit-simple-imenu-settings
              '((nil "\\`block\\'" connspec-ts-mode--top-level-p connspec-ts-mode--name)))
  (treesit-major-mode-setup))

;;; Files and the language server

;;;###autoload
(defun connspec-auto-mode ()
  "Use the grammar for a connspec file if it is installed."
  (if (treesit-ready-p 'connspec t) (connspec-ts-mode) (connspec-mode)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.connspec\\'" . connspec-auto-mode))

(add-to-list 'treesit-language-source-alist
             '(connspec "https://github.com/connspec/connspec" nil "grammar/src"))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               `((connspec-ts-mode connspec-mode) . ,(lambda (&rest _) (list connspec-program "lsp")))))

(provide 'connspec-ts-mode)
;;; connspec-ts-mode.el ends here
