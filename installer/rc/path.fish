# Puts ddcoterm's shims first on PATH and its bin last, each once, however often this is sourced.
function __ddcoterm_front
    set -l home $HOME/.ddcoterm
    set -q DDCOTERM_HOME; and test -n "$DDCOTERM_HOME"; and set home $DDCOTERM_HOME
    test -d $home/overrides; or return 0
    set -l rest
    for folder in $PATH
        contains -- $folder $home/overrides $home/bin; or set -a rest $folder
    end
    set -l wanted $home/overrides $rest $home/bin
    test "$wanted" = "$PATH"; or set -gx PATH $wanted
    set -l completions $home/lib/current/completions
    if status is-interactive; and test -d $completions; and not contains -- $completions $fish_complete_path
        set -g fish_complete_path $completions $fish_complete_path
    end
    return 0
end
__ddcoterm_front

# conf.d comes before config.fish, which may put folders in front: once more when everything is read.
if status is-interactive
    function __ddcoterm_front_once --on-event fish_prompt
        functions -e __ddcoterm_front_once
        __ddcoterm_front
        functions -e __ddcoterm_front
    end
else
    functions -e __ddcoterm_front
end
