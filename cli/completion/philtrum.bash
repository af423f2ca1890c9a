# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for philtrum

_philtrum_regions='upper_lip_left upper_lip_middle upper_lip_right lower_lip_left
lower_lip_middle lower_lip_right mouth_corner_left mouth_corner_right chin cheek_left cheek_right
lower_lid_left lower_lid_right upper_lid_left upper_lid_right brow_left brow_right'

_philtrum_options() {
    local twitch='--twitch --count --amplitude --region --duration --seed --truth'
    case $1 in
    analyze)
        echo '--json --html --traces --mirrored --ruler-mm --false-per-min --no-floor --seed
              --jobs --quiet --help'
        ;;
    inject) echo "--output --grade --mirrored --ruler-mm --quiet --help $twitch" ;;
    draw)
        echo "--output --grade --seconds --size --fps --px-per-mm --noise --sway --turn --blinks
              --speech --exposure --skin --texture --beard --quiet --help $twitch"
        ;;
    compare) echo '--tolerance --json --help' ;;
    esac
}

_philtrum() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]-} choices=
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        choices='analyze inject draw compare --help --version'
    elif [[ $before == --grade ]]; then
        choices='lossless phone phone-hevc phone60 webcam messenger'
    elif [[ $before == --region || $before == --twitch ]]; then
        choices=$_philtrum_regions
    elif [[ $before == --html || $before == --traces || $before == --truth ||
        $before == --output || $before == -o ]]; then
        return # a file name: readline's own completion
    elif [[ $word == -* ]]; then
        choices=$(_philtrum_options "$command")
    fi
    [[ -n $choices ]] && mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}

complete -o default -F _philtrum philtrum
