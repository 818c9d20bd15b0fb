import type {CompletionNode, CompletionOption, Source} from './model.ts';
import {quoteSh} from './quote.ts';

/** For `fpath` as `_ddcoterm`, and for `eval` in .zshrc: the last lines tell which it is. */
export function renderZsh(nodes: CompletionNode[]): string {
  const known = nodes.filter(({path}) => path.length > 0).map(({path}) => quoteSh(path.join(' ')));
  return `#compdef ddcoterm
# zsh completion of ddcoterm. Generated from the command declarations by "npm run completions": edits are lost.
# To use it: put this file as "_ddcoterm" into a folder of $fpath, or eval "$(ddcoterm completion zsh)" after compinit.

_ddcoterm() {
  local place='' deeper ret=1
  local -a known=(${known.join(' ')})
  integer index depth=0

  for ((index = 2; index < CURRENT; index++)); do
    if [[ $words[index] == -- ]]; then
      # Behind "--" stands a command line of its own: what completes that command takes over.
      words=("\${(@)words[index + 1,-1]}")
      ((CURRENT -= index))
      _normal
      return
    fi
  done
  for ((index = 2; index < CURRENT; index++)); do
    deeper=\${place:+$place }$words[index]
    ((\${known[(Ie)$deeper]})) || break
    place=$deeper
    ((depth++))
  done
  # The words of the path are done with: _arguments sees the command's own ones.
  words=("$words[1]" "\${(@)words[depth + 2,-1]}")
  ((CURRENT -= depth))

  case $place in
${nodes.map((node) => renderNode(node)).join('\n')}
  esac
  return ret
}

_ddcoterm_sessions() {
  local -a sessions=(\${(f)"$(_call_program sessions ddcoterm __complete sessions 2>/dev/null)"})
  sessions=('last:The newest one' \${sessions//$'\\t'/:})
  _describe -V -t sessions session sessions
}

_ddcoterm_shims() {
  local -a shims=(\${DDCOTERM_HOME:-$HOME/.ddcoterm}/overrides/*(N:t))
  _describe -t shims shim shims
}

_ddcoterm_plugins() {
  local -a plugins=(\${\${(k)commands[(I)ddcoterm-*]}#ddcoterm-})
  plugins=(\${plugins:#host})
  _describe -t plugins plugin plugins
}

if [[ $funcstack[1] == _ddcoterm ]]; then
  _ddcoterm "$@"
elif (($+functions[compdef])); then
  compdef _ddcoterm ddcoterm
fi
`;
}

function renderNode({path, subcommands, options, positional, repeated}: CompletionNode): string {
  const specs = options.flatMap(optionSpecs);
  const lines = [`    ${quoteSh(path.join(' '))})`];
  if (subcommands.length > 0) {
    lines.push('      local -a subcommands=(', ...subcommands.map(describe), '      )');
    const more = path.length === 0 ? '_ddcoterm_plugins && ret=0' : `${action(positional)} && ret=0`;
    lines.push('      if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then');
    lines.push(`        _describe -V -t commands command subcommands && ret=0`);
    if (path.length === 0 || positional.kind !== 'none') lines.push(`        ${more}`);
    lines.push('        return ret', '      fi');
  }
  if (positional.kind !== 'none') specs.push(quoteSh(`${repeated ? '*' : '1'}: :${actionSpec(positional)}`));
  return [...lines, `      _arguments -S ${specs.join(' \\\n        ')} && ret=0`, '      ;;'].join('\n');
}

const describe = ({word, description}: {word: string; description: string}) =>
  `        ${quoteSh(`${word.replaceAll(':', '\\:')}:${description}`)}`;

/** `'--title[What it is called]:text: '`; options may be repeated where that makes sense, so each is offered again. */
function optionSpecs({names, description, value}: CompletionOption): string[] {
  const about = description.replaceAll('[', '\\[').replaceAll(']', '\\]').replaceAll(':', '\\:');
  return names.map((name) => {
    if (value === null) return quoteSh(`${name}[${about}]`);
    return quoteSh(`*${name.startsWith('--') ? `${name}=` : `${name}+`}[${about}]: :${actionSpec(value)}`);
  });
}

/** As _arguments wants it. */
function actionSpec(source: Source): string {
  if (source.kind === 'words') return `(${source.words.join(' ')})`;
  return source.kind === 'none' ? ' ' : action(source);
}

/** As a command. */
function action(source: Source): string {
  switch (source.kind) {
    case 'words':
      return `compadd -- ${source.words.map(quoteSh).join(' ')}`;
    case 'sessions':
      return '_ddcoterm_sessions';
    case 'shims':
      return '_ddcoterm_shims';
    case 'programs':
      return '_command_names -e';
    case 'files':
      return '_files';
    case 'none':
      return 'true';
  }
}
