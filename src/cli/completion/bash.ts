import type {CompletionNode, Source} from './model.ts';
import {quoteSh} from './quote.ts';

/** Works in bash 3.2 and newer, with and without the package bash-completion. */
export function renderBash(nodes: CompletionNode[]): string {
  return `# bash completion of ddcoterm. Generated from the command declarations by "npm run completions": edits are lost.
# To use it: source this file, or eval "$(ddcoterm completion bash)".

_ddcoterm() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} path='' word index
  local commands='' options='' values='' positional='' deeper extra=0
  COMPREPLY=()

  # bash cuts words at "=": --format=txt comes as three of them.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi

  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    if [[ $word == -- ]]; then
      _ddcoterm_behind_dashes "$index"
      return
    fi
    deeper=\${path:+$path }$word
    case $deeper in
${indent(
  4,
  `${nodes
    .filter(({path}) => path.length > 0)
    .map(({path}) => quoteSh(path.join(' ')))
    .join(' | ')}) path=$deeper ;;`,
)}
      *) [[ $word == [-=]* || \${COMP_WORDS[index - 1]} == [-=]* ]] || extra=$((extra + 1)) ;;
    esac
  done

  case $path in
${nodes.map((node) => indent(4, renderNode(node))).join('\n')}
  esac

  if [[ -n $values ]]; then
    _ddcoterm_offer "$values"
  elif [[ $cur == -* ]]; then
    _ddcoterm_offer "words:$options"
  else
    _ddcoterm_offer "words:$commands"
    [[ -z $positional ]] || _ddcoterm_offer "$positional"
    [[ -n $path ]] || _ddcoterm_offer plugins
  fi
}

# Adds what begins with $cur: "words:a b c", or the name of a source.
_ddcoterm_offer() {
  local list line
  case $1 in
    words:*) list=\${1#words:} ;;
    sessions) list="last $(ddcoterm __complete sessions 2>/dev/null | cut -f1)" ;;
    shims) list=$(ls "\${DDCOTERM_HOME:-$HOME/.ddcoterm}/overrides" 2>/dev/null) ;;
    plugins) list=$(compgen -c ddcoterm- | sed 's/^ddcoterm-//; /^host$/d') ;;
    programs)
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -c -- "$cur" | sort -u)
      return
      ;;
    files)
      compopt -o filenames 2>/dev/null
      while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$cur")
      return
      ;;
    *) return ;;
  esac
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -W "$list" -- "$cur")
}

# Behind "--" stands a command line of its own: what completes that command takes over.
_ddcoterm_behind_dashes() {
  local first=$(($1 + 1))
  if declare -F _command_offset >/dev/null; then
    _command_offset "$first"
  elif ((COMP_CWORD == first)); then
    _ddcoterm_offer programs
  else
    _ddcoterm_offer files
  fi
}

complete -F _ddcoterm ddcoterm
`;
}

function renderNode({path, subcommands, options, positional, repeated}: CompletionNode): string {
  const lines = [`${quoteSh(path.join(' '))})`];
  if (subcommands.length > 0) lines.push(`  commands=${quoteSh(subcommands.map(({word}) => word).join(' '))}`);
  lines.push(`  options=${quoteSh(options.flatMap(({names}) => names).join(' '))}`);
  if (positional.kind !== 'none') {
    lines.push(`  ${repeated ? '' : '((extra > 0)) || '}positional=${quoteSh(sourceWord(positional))}`);
  }
  const valued = options.filter(({value}) => value !== null);
  if (valued.length > 0) {
    lines.push('  case $prev in');
    for (const {names, value} of valued) {
      lines.push(`    ${names.join(' | ')}) values=${quoteSh(sourceWord(value ?? {kind: 'none'}))} ;;`);
    }
    lines.push('  esac');
  }
  return [...lines, '  ;;'].join('\n');
}

function sourceWord(source: Source): string {
  return source.kind === 'words' ? `words:${source.words.join(' ')}` : source.kind;
}

const indent = (columns: number, text: string) => text.replace(/^(?=.)/gm, ' '.repeat(columns));
