#!/usr/bin/env bash
# The command line as a script meets it: exit codes, streams, files. Needs digitool on the path.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C.UTF-8 DIGITOOL_NO_INPUT=1 NO_COLOR=1
unset DIGITOOL_WORKSPACE DIGITOOL_AS_OF DIGITOOL_LANG

# want CODE COMMAND...: run it, keep its streams in out and err, and insist on the exit code.
want() {
  local expected=$1 code=0
  shift
  "$@" >out 2>err </dev/null || code=$?
  if [ "$code" != "$expected" ]; then
    echo "expected exit $expected, got $code: $*" >&2
    cat out err >&2
    exit 1
  fi
  if grep -q Traceback err; then echo "traceback: $*" >&2; cat err >&2; exit 1; fi
}

has() { grep -q -- "$2" "$1" || { echo "no '$2' in $1" >&2; cat "$1" >&2; exit 1; }; }
json() { python -c "import json,sys; d=json.load(open('out')); assert $1, d" || { cat out >&2; exit 1; }; }

want 0 digitool --version
want 0 digitool --help
want 0 digitool --help --lang zh
has out 用法
want 10 digitool config show
want 10 digitool flow rate --last 7d --json
python -c "import json; e=json.load(open('err')); assert e['exit'] == 10 and e['schema'] == 'digitool.error/1'"

want 0 digitool init chain
want 0 digitool init chain
has err "nothing was changed"
cd chain
for file in digitool.toml digitool.db digitool.key; do
  [ "$(stat -c %a "$file")" = 600 ] || { echo "$file is not private" >&2; exit 1; }
done
want 0 digitool doctor --json
want 0 digitool check
want 0 digitool config explain chain.cutoff_hour
want 2 digitool config shw
has err show
want 2 digitool config show --frmat json
has err --format
want 4 digitool check nothing-of-this-name
want 4 digitool import no-such-file.csv
want 0 digitool backup
want 0 digitool restore --verify
want 2 digitool restore
cd ..

want 0 digitool demo small --customers 300 --days 14 --seed 7
want 0 digitool demo small --customers 300 --days 14 --seed 7
cd small
for command in "flow rate --last 14d" "flow funnel --last 14d" "flow scenes --last 14d" "log" "check" "formats"; do
  # shellcheck disable=SC2086
  want 0 digitool $command --as-of 2026-03-15T09:00:00+08:00 --json
  json "d['schema'].startswith('digitool.') and isinstance(d['rows'], list) and d['rows']"
done
for command in "official-store report" "official-store inventory levels" "guide list" "guide lost" "guide todo" "guide rank" \
  "coupon report" "guide commission report" "referral report" "referral runs" "community report" "customer segment list"; do
  # shellcheck disable=SC2086
  want 0 digitool $command --as-of 2026-03-15T09:00:00+08:00 --json
  json "d['schema'].startswith('digitool.') and isinstance(d['rows'], list)"
done
want 0 digitool coupon create SMOKE --kind amount --value 5.00 --total 2 --valid-days 9 --key smoke-1 --json
want 0 digitool coupon create SMOKE --kind amount --value 5.00 --total 2 --valid-days 9 --key smoke-1 --json
want 5 digitool coupon create SMOKE --kind amount --value 6.00 --total 2 --valid-days 9 --key smoke-1 --json
want 4 digitool coupon redeem 0000-0000-00000 --order O1 --amount 10.00 --json
want 0 digitool campaign new --mechanic group_buy -o smoke.toml
want 0 digitool campaign lint smoke.toml --json
sed 's/^# *virtual_members.*/virtual_members = true/' smoke.toml >bad.toml
want 6 digitool campaign lint bad.toml --json
want 0 digitool flow rate --last 14d --as-of 2026-03-15 --csv -o rate.csv
want 2 digitool flow rate --last 14d --as-of 2026-03-15 --csv -o rate.csv
want 0 digitool flow rate --last 14d --as-of 2026-03-15 --csv -o rate.csv --force
code=0; digitool formats --json >/dev/full 2>err || code=$?
[ "$code" = 9 ] || { echo "a full device gave $code" >&2; exit 1; }
set +o pipefail
digitool config show --json --lang zh | true
codes=("${PIPESTATUS[@]}")
set -o pipefail
case "${codes[0]}" in 0 | 141) ;; *) echo "a closed pipe gave ${codes[0]}" >&2; exit 1 ;; esac
digitool log --json | python -c "import json,sys; json.load(sys.stdin)"
if grep -aEq '(^|[^0-9a-f])(86)?1[3-9][0-9]{9}([^0-9a-f]|$)' digitool.db; then echo "a plain phone in the database" >&2; exit 1; fi
want 0 digitool check
echo "smoke: every exit code as promised"
