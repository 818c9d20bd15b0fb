# ddcoterm's shell integration for fish, started by the host for one recorded session, after the user's configuration.
# What the marks mean: see ddcoterm.bash. fish 4 sends A, C and D by itself as well: a reader ignores what repeats.

status is-interactive; or exit 0

# Characters that must not stand in a mark, in PCRE: control characters and the semicolon.
set -g __ddcoterm_codes (string split ' ' '3b 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a' \
    '1b 1c 1d 1e 1f 7f 80 81 82 83 84 85 86 87 88 89 8a 8b 8c 8d 8e 8f 90 91 92 93 94 95 96 97 98 99 9a 9b 9c 9d 9e 9f')

# Prints $argv[1] in VS Code's manner: backslash doubled, `;` and control characters as \xHH.
function __ddcoterm_escape
    # The full stop keeps newlines at the end from being cut.
    set -l text (string replace --all -- \\ \\\\ "$argv[1]." | string collect)
    if string match --quiet --regex -- '[\x01-\x1f;\x7f-\x9f]' "$text"
        for code in $__ddcoterm_codes
            set text (string replace --all --regex -- '\x{'$code'}' '\\\\x'$code "$text" | string collect)
        end
    end
    string sub --length (math (string length -- "$text") - 1) -- "$text"
end

function __ddcoterm_command --on-event fish_preexec
    printf '\e]633;E;%s\a\e]133;C\a' (__ddcoterm_escape "$argv[1]")
end

function __ddcoterm_finished --on-event fish_postexec
    printf '\e]133;D;%s\a' $status
end

# Just before a prompt is made. B has to follow what fish_prompt prints: the function is wrapped for this one call, so that
# `funced`, `funcsave` and a new definition meet the user's own.
function __ddcoterm_prompt --on-event fish_prompt
    printf '\e]633;P;Cwd=%s\a\e]133;A\a' (__ddcoterm_escape "$PWD")
    functions --query fish_prompt; or return
    functions --erase __ddcoterm_user_prompt
    functions --copy fish_prompt __ddcoterm_user_prompt
    functions --erase fish_prompt
    function fish_prompt
        set -l lines (__ddcoterm_user_prompt)
        printf '%s\e]133;B\a' (string join \n -- $lines | string collect)
        functions --erase fish_prompt
        functions --copy __ddcoterm_user_prompt fish_prompt
    end
end
