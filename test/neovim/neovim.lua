-- Headless Neovim (0.7 and newer) against the server over stdio: attach, show diagnostics, apply a quick fix, save.
-- run.mjs sets SEAWORTHY_CLI, SEAWORTHY_NODE and SEAWORTHY_FOLDER and reads the lines that `say` prints.
local folder = vim.env.SEAWORTHY_FOLDER
local file = folder .. '/.env'

local function say(...)
  io.stdout:write(string.format(...) .. '\n')
end

local function code_of(diagnostic)
  local lsp = diagnostic.user_data and diagnostic.user_data.lsp
  return tostring(diagnostic.code or (lsp and lsp.code))
end

local function with_code(buffer, code)
  return vim.tbl_filter(function(diagnostic)
    return code_of(diagnostic) == code
  end, vim.diagnostic.get(buffer))
end

local function run()
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].filetype = 'dotenv'
  local id = vim.lsp.start_client({
    name = 'seaworthy',
    cmd = { vim.env.SEAWORTHY_NODE, vim.env.SEAWORTHY_CLI, 'lsp', '--stdio' },
    root_dir = folder,
  })
  assert(id, 'the client did not start')
  assert(vim.lsp.buf_attach_client(buffer, id), 'the buffer was not attached')
  assert(vim.wait(10000, function()
    return #with_code(buffer, 'placeholder-secret') > 0
  end, 20), 'no diagnostics came')
  local client = vim.lsp.get_client_by_id(id)
  say('attached %s', client.name)
  say('hover %s', tostring(client.server_capabilities.hoverProvider ~= nil))
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    say('diagnostic %d:%d-%d %d %s %s %s', one.lnum, one.col, one.end_col, one.severity, one.source, code_of(one), one.message)
  end

  local secret = with_code(buffer, 'placeholder-secret')[1]
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = {
      start = { line = secret.lnum, character = secret.col },
      ['end'] = { line = secret.end_lnum, character = secret.end_col },
    },
    context = { diagnostics = {} },
  }
  local answers = vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, 5000)
  local action = assert(answers and answers[id] and answers[id].result and answers[id].result[1], 'no code action came')
  say('action %s', action.title)
  vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  assert(vim.wait(10000, function()
    return #with_code(buffer, 'placeholder-secret') == 0
  end, 20), 'the diagnostic did not disappear')
  say('left %d', #vim.diagnostic.get(buffer))
  vim.cmd('silent write')
  say('saved')
  client.stop()
  assert(vim.wait(10000, function()
    return client.is_stopped()
  end, 20), 'the server did not stop')
  say('stopped')
end

local ok, problem = xpcall(run, debug.traceback)
if not ok then
  say('failed %s', (tostring(problem):gsub('\n', ' ')))
  vim.cmd('cquit 1')
end
vim.cmd('qall!')
