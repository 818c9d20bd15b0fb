# fish completion of ddcoterm. Generated from the command declarations by "npm run completions": edits are lost.
# To use it: put this file into ~/.config/fish/completions, or: ddcoterm completion fish | source

# The words that name the command so far: "shim add" in "ddcoterm shim add --yes ku".
function __ddcoterm_place
    set -l known 'record' 'config' 'config get' 'config set' 'config path' 'agent' 'agent status' 'agent stop' 'completion' 'plugin' 'plugin list' 'help' 'version'
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
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka record -d 'Record an interactive session of your shell, or one command'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka config -d 'Commands: get, set, path'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka agent -d 'Commands: status, stop'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka completion -d 'Print the completion script for bash, zsh or fish'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka plugin -d 'Commands: list'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka help -d 'Show all commands, or how one is used'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka version -d 'Print the version'
complete -c ddcoterm -n '__ddcoterm_at ""' -l title -x -d 'What the recording is called in lists'
complete -c ddcoterm -n '__ddcoterm_at ""' -l tag -x -d 'A tag as key:value; may be repeated'
complete -c ddcoterm -n '__ddcoterm_at ""' -l record-input -d 'Record what is typed, too; passwords never'
complete -c ddcoterm -n '__ddcoterm_at ""' -l quiet -d 'Say nothing at start and end'
complete -c ddcoterm -n '__ddcoterm_at ""' -l no-upload -d 'Nothing of it leaves this machine'
complete -c ddcoterm -n '__ddcoterm_at ""' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at ""' -l version -d 'Print the version'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l title -x -d 'What the recording is called in lists'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l tag -x -d 'A tag as key:value; may be repeated'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l record-input -d 'Record what is typed, too; passwords never'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l quiet -d 'Say nothing at start and end'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l no-upload -d 'Nothing of it leaves this machine'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "record"' -xa '(__fish_complete_command)'
complete -c ddcoterm -n '__ddcoterm_naming "config" 2' -ka get -d 'Print a setting as it is in force, or all of them'
complete -c ddcoterm -n '__ddcoterm_naming "config" 2' -ka set -d 'Change one setting in config.yaml'
complete -c ddcoterm -n '__ddcoterm_naming "config" 2' -ka path -d 'Print where config.yaml is, or would be'
complete -c ddcoterm -n '__ddcoterm_at "config"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "config get"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "config get"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "config get" 3' -xa 'shims on_failure record_input capture announce announce_shims shell_integration tags commands limits.recording limits.store limits.free_disk limits.log_text retention agent.idle authors'
complete -c ddcoterm -n '__ddcoterm_at "config set"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "config set" 3' -xa 'shims on_failure record_input capture announce announce_shims shell_integration tags commands limits.recording limits.store limits.free_disk limits.log_text retention agent.idle authors'
complete -c ddcoterm -n '__ddcoterm_at "config path"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "agent" 2' -ka status -d 'Tell whether the agent runs, and what it is doing'
complete -c ddcoterm -n '__ddcoterm_naming "agent" 2' -ka stop -d 'Stop the agent; the next recording starts a new one'
complete -c ddcoterm -n '__ddcoterm_at "agent"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "agent status"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "agent status"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "agent stop"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "completion"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "completion" 2' -xa 'bash zsh fish'
complete -c ddcoterm -n '__ddcoterm_naming "plugin" 2' -ka list -d 'List the plugins on PATH: executables named ddcoterm-NAME'
complete -c ddcoterm -n '__ddcoterm_at "plugin"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "plugin list"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "plugin list"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "help"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "help"' -xa 'record config agent completion plugin help version'
complete -c ddcoterm -n '__ddcoterm_at "version"' -l help -d 'Show how it is used'
