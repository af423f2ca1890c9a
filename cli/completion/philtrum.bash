# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for philtrum

_philtrum_regions='upper_lip_left upper_lip_middle upper_lip_right lower_lip_left
lower_lip_middle lower_lip_right mouth_corner_left mouth_corner_right chin cheek_left cheek_right
lower_lid_left lower_lid_right upper_lid_left upper_lid_right brow_left brow_right'

_philtrum_options() {
    local twitch='--twitch --count --amplitude --region --duration --seed --truth'
    case $1 in
    analyze)
        echo '--json --html --traces --save --diary --recorded --mirrored --ruler-mm
              --false-per-min --no-floor --seed --jobs --quiet --help'
        ;;
    explain)
        echo '--answers --analysis --diary --no-diary --questions --save --save-answers --json
              --verbose --html --list --knowledge --draws --seed --help'
        ;;
    log) echo '--at --note --diary --json --list --knowledge --help' ;;
    diary)
        echo '--days --from --to --kind --json --export --import --at --note --diary --knowledge
              --help'
        ;;
    trial)
        echo '--own --usual --side --notice --power --pairs --period-days --washout-days --clip-min
              --clip-time --answers --seed --dry-run --on --peek --all --verbose --json --html --csv
              --trial --diary --knowledge --help'
        ;;
    inject) echo "--output --grade --mirrored --ruler-mm --quiet --help $twitch" ;;
    draw)
        echo "--output --grade --seconds --size --fps --px-per-mm --noise --sway --turn --blinks
              --speech --exposure --skin --texture --beard --quiet --help $twitch"
        ;;
    monitor) echo '--json --csv --html --help' ;;
    simulate)
        echo '--cause --dose --set --severity --side --list --seconds --seed --act --blinks --stimulate
              --units --no-noise --step-ms --emg-rate --jobs --json --html --spikes --parameters --emg
              --movement --edf --truth --video --grade --size --fps --px-per-mm --verbose --quiet --help'
        ;;
    compare) echo '--tolerance --json --help' ;;
    report)
        echo '--pdf --html --fhir --person --born --clip --answers --analysis --diary --no-diary --days
              --help'
        ;;
    esac
}

# What can be logged, as the program knows it: after "symptom" the symptoms, else all first words.
_philtrum_things() {
    local list
    list=$("${COMP_WORDS[0]}" log --list 2>/dev/null)
    if [[ $1 == symptom ]]; then
        sed -n 's/^symptom //p' <<<"$list"
    elif [[ $1 == log ]]; then
        sed 's/ .*//' <<<"$list"
    fi
}

# The words of a trial: what to do, then what it takes.
_philtrum_trial() {
    if ((COMP_CWORD == 2)); then
        echo 'plan start today mark stop status result calendar list analyze'
    elif [[ $1 == plan ]]; then
        "${COMP_WORDS[0]}" trial plan 2>/dev/null | sed -n 's/^  \([a-z_]*\)$/\1/p'
    elif [[ $1 == mark ]]; then
        echo 'missed switched breach note'
    fi
}

_philtrum() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]-} choices=
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        choices='analyze explain report log diary trial monitor simulate inject draw compare --help --version'
    elif [[ $before == --grade ]]; then
        choices='lossless phone phone-hevc phone60 webcam messenger'
    elif [[ $before == --region || $before == --twitch ]]; then
        choices=$_philtrum_regions
    elif [[ $before == --kind ]]; then
        choices='drink food sleep stress screen medicine lab symptom twitch note'
    elif [[ $before == --@(html|pdf|csv|fhir|clip|traces|truth|spikes|parameters|emg|movement|edf|video|output|diary|answers|analysis|save-answers|export|import|knowledge) ||
        $before == -o ]]; then
        return # a file name: readline's own completion
    elif [[ $word == -* ]]; then
        choices=$(_philtrum_options "$command")
    elif [[ $command == log ]]; then
        choices=$(_philtrum_things "$before")
    elif [[ $before == --side ]]; then
        choices='left right'
        [[ $command == simulate ]] && choices+=' both'
    elif [[ $before == --cause ]]; then
        choices=$("${COMP_WORDS[0]}" simulate --list 2>/dev/null | grep -E '^[a-z_]+$')
    elif [[ $before == --act ]]; then
        choices='press ramp smile squeeze blink speech'
    elif [[ $before == --stimulate ]]; then
        choices='foramen zygomatic marginal'
    elif [[ $command == trial ]]; then
        choices=$(_philtrum_trial "$before")
    elif [[ $command == diary && $COMP_CWORD -eq 2 ]]; then
        choices='edit remove restore history recordings backup check'
    fi
    [[ -n $choices ]] && mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}

complete -o default -F _philtrum philtrum
