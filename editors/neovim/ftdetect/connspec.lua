vim.filetype.add({ extension = { connspec = 'connspec' } })
