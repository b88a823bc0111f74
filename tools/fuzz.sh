#!/usr/bin/env bash
# Runs every test that leaves something to chance, round after round with another seed; stops at the first failure.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t files < <(grep -rlE --include='test_*.py' 'from hypothesis|from chance' tests | sort)
for round in $(seq "${1:-10}"); do
  export MUNIMENT_FUZZ_SEED=$((RANDOM * 32768 + RANDOM))
  echo "Round $round of ${1:-10}: MUNIMENT_FUZZ_SEED=$MUNIMENT_FUZZ_SEED"
  .venv/bin/pytest -n 2 --hypothesis-seed="$MUNIMENT_FUZZ_SEED" "${files[@]}"
done
