# fish completion of ddcoterm. Generated from the command declarations by "npm run completions": edits are lost.
# To use it: put this file into ~/.config/fish/completions, or: ddcoterm completion fish | source

# The words that name the command so far: "shim add" in "ddcoterm shim add --yes ku".
function __ddcoterm_place
    set -l known 'record' 'ls' 'show' 'play' 'logs' 'events' 'export' 'rm' 'stats' 'ui' 'ui token' 'ui token create' 'ui token list' 'ui token revoke' 'shim' 'shim add' 'shim create' 'shim remove' 'shim list' 'shim sync' 'shim which' 'shim doctor' 'init' 'doctor' 'config' 'config get' 'config set' 'config path' 'policy' 'policy check' 'policy test' 'approve' 'approvals' 'approvals list' 'approvals approve' 'approvals deny' 'redact' 'redact test' 'redact rules' 'agent' 'agent status' 'agent stop' 'upload' 'upload status' 'upload flush' 'upload pause' 'upload resume' 'upload failed' 'upload retry' 'upload discard' 'completion' 'plugin' 'plugin list' 'help' 'version'
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
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka ls -d 'List recorded sessions, newest first'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka show -d 'Tell everything a recording holds about a session'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka play -d 'Replay a session in this terminal'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka logs -d 'Search what was on the screen'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka events -d 'List commands, newest first, with the processes under them'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka export -d 'Write a session in a format that others read'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka rm -d 'Remove sessions with their recordings, events and logs, for good'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka stats -d 'Tell how much is recorded, of what, and what was redacted'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka ui -d 'Look at sessions, replays, events and logs in the browser'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka shim -d 'Make shims of commands that are on PATH; without a name, list the shims'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka init -d 'Ask for the settings and write config.yaml, with a comment for each'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka doctor -d 'Check everything that recording needs, and say the cure of what is wrong'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka config -d 'Commands: get, set, path'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka policy -d 'Commands: check, test'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka approve -d 'Ask somebody else to agree to a command, and run it, recorded, once they have'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka approvals -d 'List the commands of all users of this machine that wait for approval'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka redact -d 'Commands: test, rules'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka agent -d 'Commands: status, stop'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka upload -d 'Commands: status, flush, pause, resume, failed, retry, discard'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka completion -d 'Print the completion script for bash, zsh or fish'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka plugin -d 'Commands: list'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka help -d 'Show all commands, or how one is used'
complete -c ddcoterm -n '__ddcoterm_naming "" 1' -ka version -d 'Print the version'
complete -c ddcoterm -n '__ddcoterm_at ""' -l title -x -d 'What the recording is called in lists'
complete -c ddcoterm -n '__ddcoterm_at ""' -l tag -x -d 'A tag as key:value; may be repeated'
complete -c ddcoterm -n '__ddcoterm_at ""' -l record-input -d 'Record what is typed, too; passwords never'
complete -c ddcoterm -n '__ddcoterm_at ""' -l quiet -d 'Say nothing at start and end'
complete -c ddcoterm -n '__ddcoterm_at ""' -l no-upload -d 'Nothing of it leaves this machine'
complete -c ddcoterm -n '__ddcoterm_at ""' -l save-level -x -d 'What is kept, whatever the policy says: none, process_info (that it ran, and its processes) or record'
complete -c ddcoterm -n '__ddcoterm_at ""' -l approval -d 'Ask somebody else to agree first'
complete -c ddcoterm -n '__ddcoterm_at ""' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at ""' -l version -d 'Print the version'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l title -x -d 'What the recording is called in lists'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l tag -x -d 'A tag as key:value; may be repeated'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l record-input -d 'Record what is typed, too; passwords never'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l quiet -d 'Say nothing at start and end'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l no-upload -d 'Nothing of it leaves this machine'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l save-level -x -d 'What is kept, whatever the policy says: none, process_info (that it ran, and its processes) or record'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l approval -d 'Ask somebody else to agree first'
complete -c ddcoterm -n '__ddcoterm_at "record"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "record"' -xa '(__fish_complete_command)'
complete -c ddcoterm -n '__ddcoterm_at "ls"' -l since -xa '1h 1d 7d' -d 'Only sessions started after this time'
complete -c ddcoterm -n '__ddcoterm_at "ls"' -l until -x -d 'Only sessions started before this time'
complete -c ddcoterm -n '__ddcoterm_at "ls"' -l limit -x -d 'At most so many sessions (default: 50)'
complete -c ddcoterm -n '__ddcoterm_at "ls"' -l json -d 'As a JSON array, times in UTC'
complete -c ddcoterm -n '__ddcoterm_at "ls"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "show"' -l json -d 'As a JSON object, times in UTC'
complete -c ddcoterm -n '__ddcoterm_at "show"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "show" 2' -xka '(printf "last\tThe newest one\n"; ddcoterm __complete sessions 2>/dev/null)'
complete -c ddcoterm -n '__ddcoterm_at "play"' -l at -x -d 'Start at this moment'
complete -c ddcoterm -n '__ddcoterm_at "play"' -l speed -x -d 'Times as fast, 0.01 to 1000 (default: 1)'
complete -c ddcoterm -n '__ddcoterm_at "play"' -l idle -x -d 'Shorten pauses to so many seconds, or "off" (default: 2)'
complete -c ddcoterm -n '__ddcoterm_at "play"' -l follow -s f -d 'Begin at the live end of a session that still runs'
complete -c ddcoterm -n '__ddcoterm_at "play"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "play" 2' -xka '(printf "last\tThe newest one\n"; ddcoterm __complete sessions 2>/dev/null)'
complete -c ddcoterm -n '__ddcoterm_at "logs"' -l session -xka '(printf "last\tThe newest one\n"; ddcoterm __complete sessions 2>/dev/null)' -d 'Only of this session'
complete -c ddcoterm -n '__ddcoterm_at "logs"' -l since -xa '1h 1d 7d' -d 'Only entries started after this time'
complete -c ddcoterm -n '__ddcoterm_at "logs"' -l until -x -d 'Only entries started before this time'
complete -c ddcoterm -n '__ddcoterm_at "logs"' -l limit -x -d 'At most so many entries, newest first (default: 20)'
complete -c ddcoterm -n '__ddcoterm_at "logs"' -l context -x -d 'Lines shown around each hit (default: 2)'
complete -c ddcoterm -n '__ddcoterm_at "logs"' -l full -d 'Whole entries'
complete -c ddcoterm -n '__ddcoterm_at "logs"' -l follow -s f -d 'Go on with what is recorded from now on, until Ctrl-C'
complete -c ddcoterm -n '__ddcoterm_at "logs"' -l json -d 'As a JSON array (with --follow: an object a line), times in UTC'
complete -c ddcoterm -n '__ddcoterm_at "logs"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "events"' -l session -xka '(printf "last\tThe newest one\n"; ddcoterm __complete sessions 2>/dev/null)' -d 'Only of this session'
complete -c ddcoterm -n '__ddcoterm_at "events"' -l since -xa '1h 1d 7d' -d 'Only events started after this time'
complete -c ddcoterm -n '__ddcoterm_at "events"' -l until -x -d 'Only events started before this time'
complete -c ddcoterm -n '__ddcoterm_at "events"' -l limit -x -d 'At most so many commands, or with a query events (default: 50)'
complete -c ddcoterm -n '__ddcoterm_at "events"' -l follow -s f -d 'Go on with what is recorded from now on, until Ctrl-C'
complete -c ddcoterm -n '__ddcoterm_at "events"' -l json -d 'As a JSON array (with --follow: an object a line), times in UTC'
complete -c ddcoterm -n '__ddcoterm_at "events"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "export"' -l format -xa 'cast3 cast2 txt json html svg' -d 'cast3, cast2, txt, json, html or svg (default: cast3)'
complete -c ddcoterm -n '__ddcoterm_at "export"' -l output -s o -rF -d 'Write to this file instead of stdout'
complete -c ddcoterm -n '__ddcoterm_at "export"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "export" 2' -xka '(printf "last\tThe newest one\n"; ddcoterm __complete sessions 2>/dev/null)'
complete -c ddcoterm -n '__ddcoterm_at "rm"' -l query -x -d 'Sessions that match, as in "ls"'
complete -c ddcoterm -n '__ddcoterm_at "rm"' -l before -x -d 'Sessions started before this time'
complete -c ddcoterm -n '__ddcoterm_at "rm"' -l yes -s y -d 'Do not ask'
complete -c ddcoterm -n '__ddcoterm_at "rm"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "rm"' -xka '(printf "last\tThe newest one\n"; ddcoterm __complete sessions 2>/dev/null)'
complete -c ddcoterm -n '__ddcoterm_at "stats"' -l json -d 'As a JSON object, times in UTC'
complete -c ddcoterm -n '__ddcoterm_at "stats"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "ui" 2' -ka token -d 'Commands: '
complete -c ddcoterm -n '__ddcoterm_at "ui"' -l port -x -d 'Port to listen on; 0 for any that is free (default: 7117 or one above)'
complete -c ddcoterm -n '__ddcoterm_at "ui"' -l no-open -d 'Only print the address'
complete -c ddcoterm -n '__ddcoterm_at "ui"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "ui token" 3' -ka create -d 'Make a token by which a script uses the web API'
complete -c ddcoterm -n '__ddcoterm_naming "ui token" 3' -ka list -d 'List the tokens of the web API: their names, never themselves'
complete -c ddcoterm -n '__ddcoterm_naming "ui token" 3' -ka revoke -d 'Take a token of the web API back; it ends at once'
complete -c ddcoterm -n '__ddcoterm_at "ui token"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "ui token create"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "ui token list"' -l json -d 'As a JSON array, times in UTC'
complete -c ddcoterm -n '__ddcoterm_at "ui token list"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "ui token revoke"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "shim" 2' -ka add -d 'Make shims, so that each invocation of these commands is recorded'
complete -c ddcoterm -n '__ddcoterm_naming "shim" 2' -ka create -d 'Make shims, so that each invocation of these commands is recorded'
complete -c ddcoterm -n '__ddcoterm_naming "shim" 2' -ka remove -d 'Remove shims; the commands themselves stay, and what was recorded, too'
complete -c ddcoterm -n '__ddcoterm_naming "shim" 2' -ka list -d 'List the shims, what each would run, and whether it is up to date'
complete -c ddcoterm -n '__ddcoterm_naming "shim" 2' -ka sync -d 'Make the shims equal to the list "shims:" in config.yaml'
complete -c ddcoterm -n '__ddcoterm_naming "shim" 2' -ka which -d 'Tell what typing a name starts: the shim, and the command behind it'
complete -c ddcoterm -n '__ddcoterm_naming "shim" 2' -ka doctor -d 'Find out why a shim has no effect, and what to do about it'
complete -c ddcoterm -n '__ddcoterm_at "shim"' -l json -d 'Print JSON (of the list)'
complete -c ddcoterm -n '__ddcoterm_at "shim"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "shim"' -xa '(__fish_complete_command)'
complete -c ddcoterm -n '__ddcoterm_at "shim add"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "shim add"' -xa '(__fish_complete_command)'
complete -c ddcoterm -n '__ddcoterm_at "shim create"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "shim create"' -xa '(__fish_complete_command)'
complete -c ddcoterm -n '__ddcoterm_at "shim remove"' -l all -d 'Every shim'
complete -c ddcoterm -n '__ddcoterm_at "shim remove"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "shim remove"' -xa '(__ddcoterm_shims)'
complete -c ddcoterm -n '__ddcoterm_at "shim list"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "shim list"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "shim sync"' -l dry-run -d 'Only tell what would change'
complete -c ddcoterm -n '__ddcoterm_at "shim sync"' -l json -d 'Print the changes as JSON'
complete -c ddcoterm -n '__ddcoterm_at "shim sync"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "shim which"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "shim which"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "shim which"' -xa '(__ddcoterm_shims)'
complete -c ddcoterm -n '__ddcoterm_at "shim doctor"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "shim doctor"' -l shell -xa 'bash zsh fish' -d 'Ask this shell instead of $SHELL; may be repeated'
complete -c ddcoterm -n '__ddcoterm_at "shim doctor"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "shim doctor"' -xa '(__ddcoterm_shims)'
complete -c ddcoterm -n '__ddcoterm_at "init"' -l yes -s y -d 'Ask nothing'
complete -c ddcoterm -n '__ddcoterm_at "init"' -l force -d 'Begin with the defaults, also where there is a file'
complete -c ddcoterm -n '__ddcoterm_at "init"' -l shims -x -d 'Commands to record, with commas between'
complete -c ddcoterm -n '__ddcoterm_at "init"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "doctor"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "doctor"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "config" 2' -ka get -d 'Print a setting as it is in force, or all of them'
complete -c ddcoterm -n '__ddcoterm_naming "config" 2' -ka set -d 'Change one setting in config.yaml'
complete -c ddcoterm -n '__ddcoterm_naming "config" 2' -ka path -d 'Print where config.yaml is, or would be'
complete -c ddcoterm -n '__ddcoterm_at "config"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "config get"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "config get"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "config get" 3' -xa 'shims on_failure record_input capture announce announce_shims shell_integration processes tags commands limits.recording limits.store limits.free_disk limits.log_text retention agent.idle connection_config.api_key connection_config.api_key_file connection_config.app_key connection_config.site upload.enabled upload.format upload.url upload.processes upload.query upload.tags upload.replay_url upload.event_source upload.proxy upload.ca_file upload.destinations authors redact.rules redact.allow redact.disable redact.groups lint_without_terminal approvals.backend approvals.timeout approvals.project approvals.case_type approvals.url approvals.folder on_policy_error'
complete -c ddcoterm -n '__ddcoterm_at "config set"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "config set" 3' -xa 'shims on_failure record_input capture announce announce_shims shell_integration processes tags commands limits.recording limits.store limits.free_disk limits.log_text retention agent.idle connection_config.api_key connection_config.api_key_file connection_config.app_key connection_config.site upload.enabled upload.format upload.url upload.processes upload.query upload.tags upload.replay_url upload.event_source upload.proxy upload.ca_file upload.destinations authors redact.rules redact.allow redact.disable redact.groups lint_without_terminal approvals.backend approvals.timeout approvals.project approvals.case_type approvals.url approvals.folder on_policy_error'
complete -c ddcoterm -n '__ddcoterm_at "config path"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "policy" 2' -ka check -d 'Find the mistakes in config.yaml, its lints and rules'
complete -c ddcoterm -n '__ddcoterm_naming "policy" 2' -ka test -d 'Show what lints and rules would do with a command, without running it'
complete -c ddcoterm -n '__ddcoterm_at "policy"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "policy check"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "policy check"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "policy test"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "policy test"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "policy test"' -xa '(__fish_complete_command)'
complete -c ddcoterm -n '__ddcoterm_at "approve"' -l reason -x -d 'Shown to the approver'
complete -c ddcoterm -n '__ddcoterm_at "approve"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "approve"' -xa '(__fish_complete_command)'
complete -c ddcoterm -n '__ddcoterm_naming "approvals" 2' -ka list -d 'List the commands of all users of this machine that wait for approval'
complete -c ddcoterm -n '__ddcoterm_naming "approvals" 2' -ka approve -d 'Let a command run that waits for approval'
complete -c ddcoterm -n '__ddcoterm_naming "approvals" 2' -ka deny -d 'Refuse a command that waits for approval'
complete -c ddcoterm -n '__ddcoterm_at "approvals"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "approvals"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "approvals list"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "approvals list"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "approvals approve"' -l comment -x -d 'Told to the requester, and kept'
complete -c ddcoterm -n '__ddcoterm_at "approvals approve"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "approvals approve" 3' -xka '(printf "last\tThe newest one\n"; ddcoterm __complete sessions 2>/dev/null)'
complete -c ddcoterm -n '__ddcoterm_at "approvals deny"' -l comment -x -d 'Told to the requester, and kept'
complete -c ddcoterm -n '__ddcoterm_at "approvals deny"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "approvals deny" 3' -xka '(printf "last\tThe newest one\n"; ddcoterm __complete sessions 2>/dev/null)'
complete -c ddcoterm -n '__ddcoterm_naming "redact" 2' -ka test -d 'Show what would be masked in a text, and by which rule'
complete -c ddcoterm -n '__ddcoterm_naming "redact" 2' -ka rules -d 'List the rules of redaction; with RULE, show one with its examples'
complete -c ddcoterm -n '__ddcoterm_at "redact"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "redact test"' -l json -d 'Print JSON instead of the text'
complete -c ddcoterm -n '__ddcoterm_at "redact test"' -l list -d 'Print the masks alone, on stdout'
complete -c ddcoterm -n '__ddcoterm_at "redact test"' -l check -d 'Exit with 1 when something would be masked'
complete -c ddcoterm -n '__ddcoterm_at "redact test"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "redact test" 3' -rF
complete -c ddcoterm -n '__ddcoterm_at "redact rules"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "redact rules"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "agent" 2' -ka status -d 'Tell whether the agent runs, and what it is doing'
complete -c ddcoterm -n '__ddcoterm_naming "agent" 2' -ka stop -d 'Stop the agent; the next recording starts a new one'
complete -c ddcoterm -n '__ddcoterm_at "agent"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "agent status"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "agent status"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "agent stop"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "upload" 2' -ka status -d 'Tell what waits to be sent, by destination'
complete -c ddcoterm -n '__ddcoterm_naming "upload" 2' -ka flush -d 'Send at once what waits, and wait until it has arrived'
complete -c ddcoterm -n '__ddcoterm_naming "upload" 2' -ka pause -d 'Send nothing until "upload resume"; recording goes on'
complete -c ddcoterm -n '__ddcoterm_naming "upload" 2' -ka resume -d 'Send again after a pause, of whatever kind'
complete -c ddcoterm -n '__ddcoterm_naming "upload" 2' -ka failed -d 'List what a receiver refused, with its reason'
complete -c ddcoterm -n '__ddcoterm_naming "upload" 2' -ka retry -d 'Send again what was set aside'
complete -c ddcoterm -n '__ddcoterm_naming "upload" 2' -ka discard -d 'Give up what was set aside'
complete -c ddcoterm -n '__ddcoterm_at "upload"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "upload status"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "upload status"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "upload flush"' -l timeout -x -d 'Give up after so long: 30s, 5m'
complete -c ddcoterm -n '__ddcoterm_at "upload flush"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "upload pause"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "upload resume"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "upload failed"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "upload failed"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "upload retry"' -l all -d 'Everything that was set aside'
complete -c ddcoterm -n '__ddcoterm_at "upload retry"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "upload discard"' -l all -d 'Everything that was set aside'
complete -c ddcoterm -n '__ddcoterm_at "upload discard"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "completion"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_naming "completion" 2' -xa 'bash zsh fish'
complete -c ddcoterm -n '__ddcoterm_naming "plugin" 2' -ka list -d 'List the plugins on PATH: executables named ddcoterm-NAME'
complete -c ddcoterm -n '__ddcoterm_at "plugin"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "plugin list"' -l json -d 'Print JSON'
complete -c ddcoterm -n '__ddcoterm_at "plugin list"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "help"' -l help -d 'Show how it is used'
complete -c ddcoterm -n '__ddcoterm_at "help"' -xa 'record ls show play logs events export rm stats ui shim init doctor config policy approve approvals redact agent upload completion plugin help version'
complete -c ddcoterm -n '__ddcoterm_at "version"' -l help -d 'Show how it is used'
