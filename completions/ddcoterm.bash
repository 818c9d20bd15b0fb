# bash completion of ddcoterm. Generated from the command declarations by "npm run completions": edits are lost.
# To use it: source this file, or eval "$(ddcoterm completion bash)".

_ddcoterm() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path='' word index
  local commands='' options='' values='' positional='' deeper extra=0
  COMPREPLY=()

  # bash cuts words at "=": --format=txt comes as three of them.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi

  for ((index = 1; index < COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    if [[ $word == -- ]]; then
      _ddcoterm_behind_dashes "$index"
      return
    fi
    deeper=${path:+$path }$word
    case $deeper in
    'record' | 'ls' | 'show' | 'play' | 'logs' | 'events' | 'export' | 'rm' | 'stats' | 'ui' | 'ui token' | 'ui token create' | 'ui token list' | 'ui token revoke' | 'shim' | 'shim add' | 'shim create' | 'shim remove' | 'shim list' | 'shim sync' | 'shim which' | 'shim doctor' | 'init' | 'doctor' | 'config' | 'config get' | 'config set' | 'config path' | 'policy' | 'policy check' | 'policy test' | 'approve' | 'approvals' | 'approvals list' | 'approvals approve' | 'approvals deny' | 'redact' | 'redact test' | 'redact rules' | 'agent' | 'agent status' | 'agent stop' | 'upload' | 'upload status' | 'upload flush' | 'upload pause' | 'upload resume' | 'upload failed' | 'upload retry' | 'upload discard' | 'completion' | 'plugin' | 'plugin list' | 'help' | 'version') path=$deeper ;;
      *) [[ $word == [-=]* || ${COMP_WORDS[index - 1]} == [-=]* ]] || extra=$((extra + 1)) ;;
    esac
  done

  case $path in
    '')
      commands='record ls show play logs events export rm stats ui shim init doctor config policy approve approvals redact agent upload completion plugin help version'
      options='--title --tag --record-input --quiet --no-upload --save-level --approval --help --version'
      case $prev in
        --title) values='none' ;;
        --tag) values='none' ;;
        --save-level) values='none' ;;
      esac
      ;;
    'record')
      options='--title --tag --record-input --quiet --no-upload --save-level --approval --help'
      positional='programs'
      case $prev in
        --title) values='none' ;;
        --tag) values='none' ;;
        --save-level) values='none' ;;
      esac
      ;;
    'ls')
      options='--since --until --limit --json --help'
      case $prev in
        --since) values='words:1h 1d 7d' ;;
        --until) values='none' ;;
        --limit) values='none' ;;
      esac
      ;;
    'show')
      options='--json --help'
      ((extra > 0)) || positional='sessions'
      ;;
    'play')
      options='--at --speed --idle --follow -f --help'
      ((extra > 0)) || positional='sessions'
      case $prev in
        --at) values='none' ;;
        --speed) values='none' ;;
        --idle) values='none' ;;
      esac
      ;;
    'logs')
      options='--session --since --until --limit --context --full --follow -f --json --help'
      case $prev in
        --session) values='sessions' ;;
        --since) values='words:1h 1d 7d' ;;
        --until) values='none' ;;
        --limit) values='none' ;;
        --context) values='none' ;;
      esac
      ;;
    'events')
      options='--session --since --until --limit --follow -f --json --help'
      case $prev in
        --session) values='sessions' ;;
        --since) values='words:1h 1d 7d' ;;
        --until) values='none' ;;
        --limit) values='none' ;;
      esac
      ;;
    'export')
      options='--format --output -o --help'
      ((extra > 0)) || positional='sessions'
      case $prev in
        --format) values='words:cast3 cast2 txt json html svg' ;;
        --output | -o) values='files' ;;
      esac
      ;;
    'rm')
      options='--query --before --yes -y --help'
      positional='sessions'
      case $prev in
        --query) values='none' ;;
        --before) values='none' ;;
      esac
      ;;
    'stats')
      options='--json --help'
      ;;
    'ui')
      commands='token'
      options='--port --no-open --help'
      case $prev in
        --port) values='none' ;;
      esac
      ;;
    'ui token')
      commands='create list revoke'
      options='--help'
      ;;
    'ui token create')
      options='--help'
      ;;
    'ui token list')
      options='--json --help'
      ;;
    'ui token revoke')
      options='--help'
      ;;
    'shim')
      commands='add create remove list sync which doctor'
      options='--json --help'
      positional='programs'
      ;;
    'shim add')
      options='--help'
      positional='programs'
      ;;
    'shim create')
      options='--help'
      positional='programs'
      ;;
    'shim remove')
      options='--all --help'
      positional='shims'
      ;;
    'shim list')
      options='--json --help'
      ;;
    'shim sync')
      options='--dry-run --json --help'
      ;;
    'shim which')
      options='--json --help'
      positional='shims'
      ;;
    'shim doctor')
      options='--json --shell --help'
      positional='shims'
      case $prev in
        --shell) values='words:bash zsh fish' ;;
      esac
      ;;
    'init')
      options='--yes -y --force --shims --help'
      case $prev in
        --shims) values='none' ;;
      esac
      ;;
    'doctor')
      options='--json --help'
      ;;
    'config')
      commands='get set path'
      options='--help'
      ;;
    'config get')
      options='--json --help'
      ((extra > 0)) || positional='words:shims on_failure record_input capture announce announce_shims shell_integration processes tags commands limits.recording limits.store limits.free_disk limits.log_text retention agent.idle connection_config.api_key connection_config.api_key_file connection_config.app_key connection_config.site upload.enabled upload.format upload.url upload.processes upload.query upload.tags upload.replay_url upload.event_source upload.proxy upload.ca_file upload.destinations authors redact.rules redact.allow redact.disable redact.groups lint_without_terminal approvals.backend approvals.timeout approvals.project approvals.case_type approvals.url approvals.folder on_policy_error'
      ;;
    'config set')
      options='--help'
      ((extra > 0)) || positional='words:shims on_failure record_input capture announce announce_shims shell_integration processes tags commands limits.recording limits.store limits.free_disk limits.log_text retention agent.idle connection_config.api_key connection_config.api_key_file connection_config.app_key connection_config.site upload.enabled upload.format upload.url upload.processes upload.query upload.tags upload.replay_url upload.event_source upload.proxy upload.ca_file upload.destinations authors redact.rules redact.allow redact.disable redact.groups lint_without_terminal approvals.backend approvals.timeout approvals.project approvals.case_type approvals.url approvals.folder on_policy_error'
      ;;
    'config path')
      options='--help'
      ;;
    'policy')
      commands='check test'
      options='--help'
      ;;
    'policy check')
      options='--json --help'
      ;;
    'policy test')
      options='--json --help'
      positional='programs'
      ;;
    'approve')
      options='--reason --help'
      positional='programs'
      case $prev in
        --reason) values='none' ;;
      esac
      ;;
    'approvals')
      commands='list approve deny'
      options='--json --help'
      ;;
    'approvals list')
      options='--json --help'
      ;;
    'approvals approve')
      options='--comment --help'
      ((extra > 0)) || positional='sessions'
      case $prev in
        --comment) values='none' ;;
      esac
      ;;
    'approvals deny')
      options='--comment --help'
      ((extra > 0)) || positional='sessions'
      case $prev in
        --comment) values='none' ;;
      esac
      ;;
    'redact')
      commands='test rules'
      options='--help'
      ;;
    'redact test')
      options='--json --list --check --help'
      ((extra > 0)) || positional='files'
      ;;
    'redact rules')
      options='--json --help'
      ;;
    'agent')
      commands='status stop'
      options='--help'
      ;;
    'agent status')
      options='--json --help'
      ;;
    'agent stop')
      options='--help'
      ;;
    'upload')
      commands='status flush pause resume failed retry discard'
      options='--help'
      ;;
    'upload status')
      options='--json --help'
      ;;
    'upload flush')
      options='--timeout --help'
      case $prev in
        --timeout) values='none' ;;
      esac
      ;;
    'upload pause')
      options='--help'
      ;;
    'upload resume')
      options='--help'
      ;;
    'upload failed')
      options='--json --help'
      ;;
    'upload retry')
      options='--all --help'
      ;;
    'upload discard')
      options='--all --help'
      ;;
    'completion')
      options='--help'
      ((extra > 0)) || positional='words:bash zsh fish'
      ;;
    'plugin')
      commands='list'
      options='--help'
      ;;
    'plugin list')
      options='--json --help'
      ;;
    'help')
      options='--help'
      positional='words:record ls show play logs events export rm stats ui shim init doctor config policy approve approvals redact agent upload completion plugin help version'
      ;;
    'version')
      options='--help'
      ;;
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
    words:*) list=${1#words:} ;;
    sessions) list="last $(ddcoterm __complete sessions 2>/dev/null | cut -f1)" ;;
    shims) list=$(ls "${DDCOTERM_HOME:-$HOME/.ddcoterm}/overrides" 2>/dev/null) ;;
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
