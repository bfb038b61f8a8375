#!/usr/bin/env bash
# Brings what the tests need from outside Python: a package is asked for only where what it gives is missing, and each by
# itself, since one that cannot be had (Debian's npm beside a vendor's Node.js) must not keep the others away.
# Arguments name the packages to look after; all by default. It always ends with 0: what is still missing is named here,
# and then by what needs it.
set -uo pipefail

present() {
    case "$1" in
        python3-venv) "${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null ;;
        # Without it the browser shows boxes for Arabic letters.
        fonts-noto-core) find /usr/share/fonts /usr/local/share/fonts -iname '*arab*' 2>/dev/null | grep -q . ;;
        *) command -v "$2" >/dev/null ;;
    esac
}

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
may_install() { command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
updated=""
missing=()
wanted=" $* "

install() {
    if [ -z "$updated" ]; then
        "${as_root[@]}" apt-get update -qq >>"$log" 2>&1 || echo "The lists of packages could not be brought up to date." >&2
        updated=yes
    fi
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$1" >>"$log" 2>&1
}

# Package, the command that shows it is there, what needs it.
while read -r package command use; do
    [ "$#" -eq 0 ] || [[ "$wanted" == *" $package "* ]] || continue
    present "$package" "$command" && continue
    if may_install && install "$package" && present "$package" "$command"; then
        echo "Installed $package, for $use."
    else
        missing+=("$package, for $use")
    fi
done <<'PACKAGES'
make make every command
python3-venv - the environment of the tests
chromium chromium the tests of the pages
gdal-bin ogrinfo the tests of the formats
fonts-noto-core - Arabic letters in the pages' pictures
npm npx the check of the pages' scripts
PACKAGES

if [ "${#missing[@]}" -gt 0 ]; then
    echo "Missing, and not to be had here:" >&2
    printf '  %s\n' "${missing[@]}" >&2
    if may_install; then
        grep -E '^(E:|W:| )' "$log" | tail -n 12 >&2
    else
        echo "As root: apt-get install ${missing[*]%%,*}" >&2
    fi
fi
exit 0
