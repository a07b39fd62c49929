"""The language server, ``dfopt server``; needs the extra ``lsp``."""
