;;; emacs.el --- connspec in a real Emacs with eglot  -*- lexical-binding: t -*-
;;
;;   emacs --batch -Q -l emacs.el
;;
;; Environment: PLUGIN (editors/emacs), SERVER (the command that starts the server; `lsp' is appended), WORKSPACE (a copy
;; of the fixtures), PARSER_DIR (with libtree-sitter-connspec.so; without it what needs the parser is skipped), TIMEOUT
;; (ms).  Prints a line for each test: `ok', `FAIL' or `skip'; `(offline)' marks what needs no server.
(require 'cl-lib)
(require 'eglot)
(add-to-list 'load-path (getenv "PLUGIN"))
(when (getenv "PARSER_DIR")
  (setq treesit-extra-load-path (list (getenv "PARSER_DIR"))))
(require 'connspec-ts-mode)

(defvar my-timeout (/ (string-to-number (or (getenv "TIMEOUT") "8000")) 1000.0))
(defvar my-failed nil)

(defun my-report (word name &optional detail)
  (when (equal word "FAIL") (setq my-failed t))
  (princ (format "%-4s emacs: %s%s\n" word name
                 (if detail (format "  -- %s" (truncate-string-to-width (format "%s" detail) 300)) ""))))

(defmacro my-test (name &rest body)
  "Report the test NAME, which passes if BODY is non-nil."
  (declare (indent 1))
  `(condition-case problem
       (if (progn ,@body) (my-report "ok" ,name) (my-report "FAIL" ,name "did not happen"))
     (error (my-report "FAIL" ,name (error-message-string problem)))))

(defun my-eventually (condition)
  "Wait until CONDITION returns non-nil, and return that."
  (let ((end (+ (float-time) my-timeout)) result)
    (while (and (not (setq result (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.05))
    result))

(defun my-open (name)
  (find-file (expand-file-name name (getenv "WORKSPACE"))))

(defun my-at (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun my-found ()
  "The diagnostic about the misspelled attribute."
  (flymake-start)
  (cl-find-if (lambda (d) (string-match-p "public-ip" (flymake-diagnostic-text d))) (flymake-diagnostics)))

(defun my-completes (label)
  "Complete at point to LABEL as `completion-at-point' does, and return the line."
  (my-eventually
   (lambda ()
     (let* ((capf (eglot-completion-at-point))
            (start (nth 0 capf)) (end (nth 1 capf)) (table (nth 2 capf))
            (chosen (and capf (cl-find label (all-completions (buffer-substring-no-properties start end) table)
                                       :test #'string-prefix-p))))
       (when chosen
         (delete-region start end)
         (insert chosen)
         (funcall (plist-get (nthcdr 3 capf) :exit-function) chosen 'finished)
         (buffer-substring-no-properties (line-beginning-position) (line-end-position)))))))

(setq eglot-sync-connect nil
      eglot-autoshutdown t
      make-backup-files nil
      create-lockfiles nil
      auto-save-default nil
      flymake-no-changes-timeout 0.1)
(setf (alist-get '(connspec-ts-mode connspec-mode) eglot-server-programs nil nil #'equal)
      (append (split-string (getenv "SERVER")) '("lsp")))

;;; Offline

(my-open "hub.connspec")
(my-test "(offline) mode" (derived-mode-p 'connspec-base-mode))
(my-test "(offline) comments" (equal comment-start "# "))
(my-test "(offline) without the parser the fallback colours, and indents"
  (with-temp-buffer
    (insert "site hq {\ndevice edge {\nmodel = cisco-asr # note\n}\n}\n")
    (connspec-mode)
    (font-lock-ensure)
    (indent-region (point-min) (point-max))
    (and (equal (buffer-string) "site hq {\n  device edge {\n    model = cisco-asr # note\n  }\n}\n")
         (eq (get-text-property 1 'face) 'font-lock-keyword-face)
         (progn (my-at "# note") (eq (get-text-property (+ (point) 3) (quote face)) (quote font-lock-comment-face))))))
(if (not (treesit-ready-p 'connspec t))
    (my-report "skip" "(offline) tree-sitter colours, indentation and imenu" "no parser was built")
  (my-test "(offline) the parser is used" (eq major-mode 'connspec-ts-mode))
  (my-test "(offline) every word is coloured"
    (font-lock-ensure)
    (goto-char (point-min))
    (let (bare)
      (while (re-search-forward "[[:alnum:]_][[:alnum:]_.-]*" nil t)
        (unless (get-text-property (match-beginning 0) 'face) (push (match-string-no-properties 0) bare)))
      (or (null bare) (error "Bare: %S" (reverse bare)))))
  (my-test "(offline) indentation"
    (with-temp-buffer
      (insert "site hq {\ndevice edge {\nbgp { asn = 65010 }\n}\n}\n")
      (connspec-ts-mode)
      (indent-region (point-min) (point-max))
      (or (equal (buffer-string) "site hq {\n  device edge {\n    bgp { asn = 65010 }\n  }\n}\n")
          (error "%S" (buffer-string)))))
  (my-test "(offline) imenu"
    (let ((index (funcall imenu-create-index-function)))
      (or (string-match-p "hub_vpn" (format "%S" index)) (error "%S" index)))))

;;; With a server

(my-open "typo.connspec")
(call-interactively #'eglot)
(my-test "a diagnostic appears"
  (my-eventually #'my-found))
(my-test "the page of a rule is shown"
  (and (my-found)
       (progn (my-at "pubic") t)
       (let ((explain (cl-find-if (lambda (action) (string-match-p "Explain" (plist-get action :title)))
                                  (eglot-code-actions (point) (+ (point) 8) "quickfix")))
             (shown (lambda (buffer) (string-suffix-p "schema-unknown-attribute.md" (or (buffer-file-name buffer) "")))))
         (save-current-buffer (eglot-execute (eglot-current-server) explain))
         (my-eventually (lambda () (cl-some shown (buffer-list)))))))
(my-open "typo.connspec")
(my-test "a code action fixes it, and the diagnostic goes"
  (and (my-found)
       (progn (my-at "pubic") t)
       (let ((fix (cl-find-if (lambda (action) (string-match-p "public-ip" (plist-get action :title)))
                              (eglot-code-actions (point) (+ (point) 8) "quickfix"))))
         (eglot-execute (eglot-current-server) fix)
         (string-match-p "cisco-asa, public-ip = 203" (buffer-string)))
       (my-eventually (lambda ()
                        (eglot--signal-textDocument/didChange)   ; left to an idle timer, of which there are none in batch
                        (not (my-found))))))
(set-buffer-modified-p nil)

(my-open "hub.connspec")
(unless (eglot-managed-p) (eglot--maybe-activate-editing-mode))
(my-test "hover on an SKU"
  (my-at "VpnGw2AZ")
  (my-eventually
   (lambda ()
     (string-match-p "VpnGw2AZ" (format "%S" (jsonrpc-request (eglot-current-server) :textDocument/hover
                                                              (eglot--TextDocumentPositionParams)))))))
(my-test "imenu lists what the server names"
  (string-match-p "utrecht_hub" (format "%S" (eglot-imenu))))
(my-test "completion of a connection type is inserted"
  (goto-char (point-max))
  (insert "\nconnection ")
  (let ((line (my-completes "site-to-site")))
    (or (string-match-p "\\`connection site-to-site\\_>" line) (error "%s" line))))
(my-test "completion of an SKU is inserted"
  (my-at "VpnGw2AZ")
  (delete-region (point) (line-end-position))
  (let ((line (my-completes "VpnGw1AZ")))
    (or (equal line "  sku  = VpnGw1AZ") (error "%s" line))))
(my-test "formatting"
  (my-open "untidy.connspec")
  (unless (eglot-managed-p) (eglot--maybe-activate-editing-mode))
  (eglot-format-buffer)
  (or (string-match-p "\nsite delft {\n  prefixes" (buffer-string)) (error "%S" (buffer-string))))

(dolist (buffer (buffer-list))
  (with-current-buffer buffer (set-buffer-modified-p nil)))
(when (eglot-current-server)
  (ignore-errors (eglot-shutdown (eglot-current-server))))
(kill-emacs (if my-failed 1 0))
