"""What the demo's shop sells and says of itself."""

from __future__ import annotations

from typing import Any

SHOP_NAME = "Kopi Senja"
SHOW_TITLE = "Ngopi Sore Bareng Kopi Senja"
OWNER_NAME = "Sari"


def rupiah(amount: int) -> dict[str, str]:
    return {"amount": str(amount), "currency": "IDR"}


SHOP: dict[str, Any] = {
    "look": {"accent": "#b4472e"},
    "contact": {"email": "halo@kopisenja.example", "phone": "+62 22 555 0143", "address": "Jl. Senja 12, Bandung"},
    "policies": {
        "returns": "Barang rusak atau salah kirim kami ganti dalam 7 hari. Kirim fotonya lewat halaman pesanan.",
        "privacy": "Data kamu hanya dipakai untuk mengirim pesanan ini.",
    },
    "shipping_options": [
        {"option_id": "reguler", "title": "Reguler", "price": rupiah(12_000), "free_from": rupiah(250_000),
         "days_text": "2-4 hari"},
        {"option_id": "kilat", "title": "Kilat", "price": rupiah(24_000), "days_text": "1 hari"},
    ],
    "payment_methods": ["test_card"],
}  # fmt: skip

# Newest first on the shelf, so the last one here is the first one seen. `picture` names a drawing (pictures.py);
# `units` go into the show, at `show_price` where there is one.
GOODS: list[dict[str, Any]] = [
    {
        "picture": "syrup",
        "title": "Gula Aren Cair 250 ml",
        "description": "Gula aren asli dari Lebak, dimasak pelan di tungku kayu. Manisnya dalam, ada wangi karamel dan "
        "sedikit asap. Dua sendok untuk segelas es kopi susu.",
        "variants": [{"sku": "GULA-250", "title": "", "price": rupiah(38_000), "stock": 60, "weight_g": 420}],
        "units": {"GULA-250": 25},
    },
    {
        "picture": "dripper",
        "title": "Set Seduh V60",
        "description": "Dripper keramik ukuran 02, teko kaca 600 ml dan 40 lembar kertas saring. Semua yang "
        "diperlukan untuk seduhan pertama, tinggal tambah air panas.",
        "variants": [{"sku": "V60-SET", "title": "", "price": rupiah(285_000), "stock": 20, "weight_g": 1_100}],
        "units": {"V60-SET": 8},
        "show_price": {"V60-SET": 249_000},
    },
    {
        "picture": "tote",
        "title": "Tote Bag Batik Kawung",
        "description": "Batik tulis motif kawung dari Laweyan, dilapisi kanvas tebal. Muat laptop 14 inci, ada saku "
        "dalam. Tiap potong sedikit berbeda karena digambar dengan tangan.",
        "variants": [{"sku": "TOTE-KAWUNG", "title": "", "price": rupiah(165_000), "stock": 30, "weight_g": 350}],
        "units": {"TOTE-KAWUNG": 12},
    },
    {
        "picture": "mug",
        "title": "Mug Keramik Senja",
        "description": "Dibentuk dan diglasir dengan tangan di Plered, 300 ml. Warnanya turun dari jingga ke ungu "
        "seperti langit sore; kakinya dibiarkan tanah liat polos. Aman untuk microwave.",
        "variants": [{"sku": "MUG-SENJA", "title": "300 ml", "price": rupiah(95_000), "stock": 40, "weight_g": 480}],
        "units": {"MUG-SENJA": 15},
        "show_price": {"MUG-SENJA": 79_000},
    },
    {
        "picture": "coffee",
        "title": "Kopi Arabika Gayo",
        "description": "Biji arabika dari Takengon, 1.400 mdpl, proses semi-basah, sangrai sedang. Rasa cokelat, jeruk "
        "manis dan gula aren. Disangrai tiap Selasa, dikirim paling lambat hari Kamis.",
        "variants": [
            {"sku": "GAYO-250", "title": "250 g", "price": rupiah(89_000), "stock": 80, "weight_g": 280},
            {"sku": "GAYO-1000", "title": "1 kg", "price": rupiah(310_000), "stock": 25, "weight_g": 1_050},
        ],
        "units": {"GAYO-250": 30, "GAYO-1000": 10},
    },
]

# The show's order, and what is on screen first.
LINE_UP = ["MUG-SENJA", "GAYO-250", "GAYO-1000", "TOTE-KAWUNG", "V60-SET", "GULA-250"]
PINNED = "MUG-SENJA"
