// Starts `sonodeck lsp` and leaves the rest to it.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = () => {
  const command = workspace.getConfiguration("sonodeck").get("command");
  const server = { command, args: ["lsp"] };
  const sheets = { documentSelector: [{ scheme: "file", language: "yaml" }] };
  client = new LanguageClient("sonodeck", "sonodeck", server, sheets);
  return client.start();
};

exports.deactivate = () => client?.stop();
