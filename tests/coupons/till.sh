#!/usr/bin/env bash
# A till, by --json and exit codes alone: make a stock, then for each order ask, keep, take, repeat, give
# back. Usage: till.sh WORKSPACE [ORDERS]; "digitool" may be another command, DIGITOOL="python -m digitool".
set -euo pipefail
export DIGITOOL_WORKSPACE=$1 DIGITOOL_NO_INPUT=1 LC_ALL=C.UTF-8
orders=${2:-3}
read -ra digitool <<<"${DIGITOOL:-digitool}"
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# ask EXIT WORD...: run a coupon command, keep its JSON (of stderr when it fails), insist on the exit code.
ask() {
  local expected=$1 code=0 error
  shift
  error=$("${digitool[@]}" coupon "$@" --json 2>&1 >"$answer") || code=$?
  [ "$code" = 0 ] || printf '%s' "$error" >"$answer"
  if [ "$code" != "$expected" ]; then
    echo "expected exit $expected, got $code: coupon $*" >&2
    cat "$answer" >&2
    exit 1
  fi
}

# get EXPRESSION: a value of the last answer, a.
get() { "${PYTHON:-python3}" -c "import json, sys; a = json.load(open(sys.argv[1])); print($1)" "$answer"; }
same() { [ "$1" = "$2" ] || { echo "expected $2, got $1" >&2; exit 1; }; }

stock=TILL-$$
ask 0 create "$stock" --kind amount --value 20.00 --min-spend 100.00 --total 100 --valid-days 14 \
  --budget money/total=60.00 --key "$stock"
ask 0 issue "$stock" --pieces "$orders" --key "$stock-codes"
read -ra codes <<<"$(get '" ".join(row["coupon"] for row in a["rows"])')"

for n in "${!codes[@]}"; do
  code=${codes[$n]}
  order=$stock-$n
  ask 0 check "$code" --amount 99.99
  same "$(get 'a["rows"][0]["decision"], a["rows"][0]["limit"]')" "refuse 10000"
  ask 6 redeem "$code" --order "$order" --amount 99.99
  same "$(get 'a["details"]["observed"]')" 9999
  ask 0 check "$code" --amount 120.00
  same "$(get 'a["meta"]["payable_fen"]')" 10000
  ask 0 lock "$code" --order "$order" --amount 120.00
  ask 5 redeem "$code" --order "$order-other" --amount 120.00
  ask 0 redeem "$code" --order "$order" --amount 120.00 --key "pay-$order"
  operation=$(get 'a["rows"][0]["operation"]')
  ask 0 redeem "$code" --order "$order" --amount 120.00 --key "pay-$order" # the line broke: once more
  same "$(get 'a["rows"][0]["operation"]')" "$operation"
  ask 5 redeem "$code" --order "$order" --amount 130.00 --key "pay-$order"
  same "$(get 'a["code"]')" key_reused
  ask 5 redeem "$code" --order "$order-2" --amount 120.00
  if [ $((n % 2)) = 0 ]; then # the customer brings it all back
    ask 0 reverse "$code" --key "refund-$order"
    same "$(get 'a["rows"][0]["state"]')" received
    ask 6 reverse "$code"
  fi
done
ask 4 redeem 0000-0000-00000 --order "$stock" --amount 120.00

ask 0 report "$stock"
same "$(get 'a["rows"][0]["redeemed"], a["rows"][0]["discount_fen"]')" "$((orders / 2)) $((orders / 2 * 2000))"
"${digitool[@]}" check --json >"$answer"
same "$(get 'all(row["passed"] for row in a["rows"])')" True
echo "till: $orders orders, every answer as promised"
