# ddcoterm's shell integration for zsh: the host points ZDOTDIR here for one recorded session. This is the only file of
# ours that zsh reads by that: ZDOTDIR is the user's again before anything of theirs, or a global rc file, can look.
'builtin' 'source' "$ZDOTDIR/../ddcoterm.zsh"
if [[ -n ${DDCOTERM_ZDOTDIR+set} ]]; then
  'builtin' 'export' ZDOTDIR="$DDCOTERM_ZDOTDIR"
else
  'builtin' 'unset' ZDOTDIR
fi
'builtin' 'unset' DDCOTERM_ZDOTDIR
if [[ -r ${ZDOTDIR-$HOME}/.zshenv ]]; then
  'builtin' 'source' "${ZDOTDIR-$HOME}/.zshenv"
fi
