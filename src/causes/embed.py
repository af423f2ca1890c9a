# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a C file with the contents of the knowledge base: embed.py OUT.c FILE.yaml ..."""
import os
import sys

with open(sys.argv[1], 'w', encoding='ascii') as out:
    out.write('/* Made by embed.py from knowledge/. */\n#include "causes/builtin.h"\n\n')
    entries = []
    for path in sys.argv[2:]:
        name = os.path.splitext(os.path.basename(path))[0]
        with open(path, 'rb') as file:
            content = file.read()
        numbers = ','.join(map(str, content + b'\0'))
        out.write(f'static const unsigned char {name}[] = {{{numbers}}};\n')
        entries.append(f'    [PHIL_FILE_{name.upper()}] = {{(const char *){name}, {len(content)}}},\n')
    out.write('\nconst struct phil_builtin phil_builtin[PHIL_N_FILES] = {\n')
    out.writelines(entries)
    out.write('};\n')
