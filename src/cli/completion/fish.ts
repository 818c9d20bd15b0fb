import type {CompletionNode, CompletionOption, Source} from './model.ts';
import {quoteFish} from './quote.ts';

export function renderFish(nodes: CompletionNode[]): string {
  const known = nodes.filter(({path}) => path.length > 0).map(({path}) => quoteFish(path.join(' ')));
  return `# fish completion of ddcoterm. Generated from the command declarations by "npm run completions": edits are lost.
# To use it: put this file into ~/.config/fish/completions, or: ddcoterm completion fish | source

# The words that name the command so far: "shim add" in "ddcoterm shim add --yes ku".
function __ddcoterm_place
    set -l known ${known.join(' ')}
    set -l place
    for word in (commandline -opc)[2..]
        set -l deeper (string join ' ' -- $place $word)
        contains -- "$deeper" $known; or break
        set place $place $word
    end
    string join ' ' -- $place
end

function __ddcoterm_at
    not contains -- -- (commandline -opc)
    and test "$(__ddcoterm_place)" = "$argv[1]"
end

# True where the next word may still belong to the command's name.
function __ddcoterm_naming
    __ddcoterm_at "$argv[1]"
    and test (count (commandline -opc)) -eq $argv[2]
end

function __ddcoterm_behind_dashes
    set -l words (commandline -opc)
    contains -- -- $words
end

# Behind "--" stands a command line of its own: what completes that command takes over.
function __ddcoterm_subcommand
    set -l words (commandline -opc)
    set -l index (contains -i -- -- $words)
    set -l line (string escape -- $words[(math $index + 1)..])
    complete -C "$(string join ' ' -- $line (commandline -ct))"
end

function __ddcoterm_shims
    set -l home $DDCOTERM_HOME
    test -n "$home"; or set home ~/.ddcoterm
    for shim in $home/overrides/*
        string replace -r '.*/' '' -- $shim
    end
end

function __ddcoterm_plugins
    for folder in $PATH
        for plugin in $folder/ddcoterm-*
            string replace -r '.*/ddcoterm-' '' -- $plugin | string match -v host
        end
    end
end

complete -c ddcoterm -f
complete -c ddcoterm -n __ddcoterm_behind_dashes -xa '(__ddcoterm_subcommand)'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -a '(__ddcoterm_plugins)' -d Plugin
${nodes.flatMap(renderNode).join('\n')}
`;
}

function renderNode({path, subcommands, options, positional, repeated}: CompletionNode): string[] {
  const place = path.join(' ');
  const at = `-n ${quoteFish(`__ddcoterm_at "${place}"`)}`;
  const naming = `-n ${quoteFish(`__ddcoterm_naming "${place}" ${path.length + 1}`)}`;
  const lines = subcommands.map(
    ({word, description}) => `complete -c ddcoterm ${naming} -ka ${word} -d ${quoteFish(description)}`,
  );
  for (const option of options) lines.push(`complete -c ddcoterm ${at} ${optionFlags(option)}`);
  const offered = positional.kind === 'none' ? null : candidates(positional);
  if (offered !== null) lines.push(`complete -c ddcoterm ${repeated ? at : naming} ${offered}`);
  return lines;
}

function optionFlags({names, description, value}: CompletionOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const taken = value === null ? [] : [value.kind === 'none' ? '-x' : (candidates(value) ?? '-r')];
  return [...flags, ...taken, '-d', quoteFish(description)].join(' ');
}

function candidates(source: Source): string {
  switch (source.kind) {
    case 'words':
      return `-xa ${quoteFish(source.words.join(' '))}`;
    case 'sessions':
      return `-xka '(printf "last\\tThe newest one\\n"; ddcoterm __complete sessions 2>/dev/null)'`;
    case 'shims':
      return `-xa '(__ddcoterm_shims)'`;
    case 'programs':
      return `-xa '(__fish_complete_command)'`;
    case 'files':
      return '-rF';
    case 'none':
      return '-x';
  }
}
