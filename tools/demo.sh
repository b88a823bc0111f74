#!/usr/bin/env bash
# The whole way on real input: check, build, seal, verify, pack, accept; then tamper, to see the verification fail.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
out=var/demo
rm -rf "$out"
mkdir -p "$out"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
fails() { if "$@"; then echo "This should have failed." >&2; exit 1; fi; }

say "1. Check the cards of the penguins example (a real data set, in the public domain)"
muniment check examples/penguins --format concise --as-of 2026-11-23
( cd examples/penguins && sed -n 's/^    sha256: sha256:\(.*\)$/\1  data\/penguins.csv/p' datasets/penguins.card.yaml | sha256sum --check --quiet - )
echo "The data file has the digest that the card states."

say "2. Build what is owed: HTML, PDF and manifest. Datasheets, a high-risk system's documents, a model's public summary, a supplier's datasheet and what changed in it"
muniment build examples/penguins --date 2026-11-23 --audience public --audience client --audience authority -o "$out/dist"
muniment build examples/recruitment --date 2026-11-23 -o "$out/dist"
muniment build examples/open-model --date 2026-11-23 -o "$out/dist"
muniment build examples/supplier --date 2026-11-23 --document supplier_datasheet --document change_record --audience client -o "$out/dist"
muniment build examples/open-model --date 2026-11-23 --document public_summary --lang de --lang fr -o "$out/dist"

say "3. Seal them with a development key"
muniment keys new --dev --organisation "Example provider" -o "$out/keys"
muniment sign "$out/dist" --key "$out/keys"

say "4. Verify, as a recipient would, without any network"
muniment verify "$out/dist" --trust "$out/keys/dev.cert.pem"
muniment verify "$out/dist/dataset/penguins/datasheet.client.en.pdf" --trust "$out/keys/dev.cert.pem"

say "5. Send them: one pack for clients, and the recipient judges it by what it must know"
cat > "$out/policy.json" <<'END'
{"accept": 1,
 "documents": ["datasheet"],
 "facts": [{"path": "dataset.licence", "why": "Whether we may use the set"},
           {"path": "dataset.personal_data.present", "status": ["known"]}]}
END
muniment build examples/penguins --date 2026-11-23 --audience client -o "$out/sent"
muniment sign "$out/sent" --key "$out/keys"
muniment pack "$out/sent" --audience client --key "$out/keys" -o "$out/penguins.asice"
muniment verify "$out/penguins.asice" --trust "$out/keys/dev.cert.pem"
muniment accept "$out/penguins.asice" --trust "$out/keys/dev.cert.pem" --policy "$out/policy.json" --by "Your name" \
  --report "$out/evidence.pdf"

say "6. Tamper: one changed byte, a removed seal, an appended byte. Each must fail"
cp -r "$out/dist" "$out/tampered"
pdf="$out/tampered/dataset/penguins/datasheet.client.en.pdf"
html="$out/tampered/dataset/penguins/datasheet.client.en.html"
sed -i '0,/344 adult/s//345 adult/' "$html"
fails muniment verify "$html" --trust "$out/keys/dev.cert.pem"
printf '\n' >> "$pdf"
fails muniment verify "$pdf" --trust "$out/keys/dev.cert.pem"
head -c "$(python3 -c "import json; print(next(o['size'] for o in json.load(open('$out/dist/dataset/penguins/manifest.client.json'))['outputs'] if o['path'].endswith('.pdf')))")" \
  "$out/dist/dataset/penguins/datasheet.client.en.pdf" > "$pdf"
fails muniment verify "$pdf" --trust "$out/keys/dev.cert.pem"
fails muniment verify "$out/tampered" --trust "$out/keys/dev.cert.pem" > /dev/null
cp "$out/penguins.asice" "$out/tampered.asice"
printf 'X' | dd of="$out/tampered.asice" bs=1 seek=20000 conv=notrunc status=none
fails muniment verify "$out/tampered.asice" --trust "$out/keys/dev.cert.pem"
rm -rf "$out/tampered" "$out/tampered.asice"

say "Where to look"
echo "  $out/dist/dataset/penguins/datasheet.client.en.pdf   the sealed datasheet"
echo "  $out/dist/dataset/penguins/datasheet.client.en.html  the same, for the screen and for assistive technology"
echo "  $out/dist/dataset/penguins/manifest.client.json      what was built, with digests"
echo "  $out/dist/model/terne/public_summary.public.en.html  the public summary of a general-purpose model (also .de, .fr)"
echo "  $out/dist/system/kandelis-shortlist/technical_documentation.authority.en.pdf  Annex IV, data part"
echo "  $out/dist/dataset/mains-vibration/supplier_datasheet.client.en.pdf  what a supplier tells the maker of a system"
echo "  $out/penguins.asice and $out/evidence.pdf         what is sent, and what its recipient keeps"
echo "  examples/penguins/datasets/penguins.card.yaml        the card it was made from"
echo "  .venv/bin/muniment coverage examples/penguins        each duty, its answer, and what is missing"
