"""Right, or refused with line and byte position: never a wrong character."""

import pytest

from analytics.intake.reading.decoding import UNDEFINED, decode
from analytics.intake.reading.garbling import BROKEN, MISREADINGS, strange_characters
from analytics.intake.reading.staged import UnreadableFile

TABLE = "団体コード,市町村名\n011002,札幌市\n012025,函館市（はこだて）\n"
VENDOR = "①㈱髙﨑～－Ⅷ㎡№\n"


def refusal(raw: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        decode(raw)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_survives_in_every_accepted_encoding(codec):
    assert decode((TABLE + VENDOR).encode(codec))[0] == TABLE + VENDOR


@pytest.mark.parametrize(("codec", "label"), [("utf-8-sig", "UTF-8"), ("cp932", "CP932"), ("utf-16", "UTF-16")])
def test_the_encoding_is_named(codec, label):
    assert decode(TABLE.encode(codec))[1] == label


def test_vendor_characters_of_cp932_are_kept():
    assert decode(VENDOR.encode("cp932")) == (VENDOR, "CP932")


def test_plain_ascii_counts_as_utf8():
    assert decode(b"a,b\n1,2\n") == ("a,b\n1,2\n", "UTF-8")


def test_utf16_with_a_bom_in_big_endian_is_read():
    assert decode(b"\xfe\xff" + "市,1\n".encode("utf-16-be")) == ("市,1\n", "UTF-16")


def test_utf8_that_turns_into_cp932_is_refused_with_line_and_offset():
    message = refusal(TABLE.encode() + "013,小樽市\n".encode("cp932"))
    assert "4 行目" in message and f"{len(TABLE.encode()) + 4}" in message and "混在" in message


def test_cp932_that_turns_into_utf8_is_refused_with_its_line():
    assert "4 行目" in refusal(TABLE.encode("cp932") + "013,小樽市\n".encode())


@pytest.mark.parametrize("word", ["人口", "札幌市", "推進体制", "実施", "あい"])
def test_one_word_of_utf8_above_cp932_is_enough_to_refuse(word):
    assert "行目" in refusal(f"{word}\n".encode() + TABLE.encode("cp932"))
    assert "行目" in refusal(TABLE.encode("cp932") + f"{word},1\n".encode())


def test_the_change_is_found_far_behind_the_first_block(monkeypatch, tmp_path):
    import io

    from analytics.intake.reading import decoding

    monkeypatch.setattr(decoding, "BLOCK_BYTES", 64)
    raw = (TABLE * 9).encode() + "013,小樽市\n".encode("cp932")
    with pytest.raises(UnreadableFile, match=r"^28 行目.*混在"):
        list(decoding.blocks(io.BytesIO(raw), decoding.Decoder()))


@pytest.mark.parametrize("text", [TABLE, "011002,札幌市\n012025,函館市\n", "カタカナ,コード\n"])
def test_euc_jp_is_told_apart(text):
    assert "EUC-JP" in refusal(text.encode("euc_jp"))


@pytest.mark.parametrize("text", ["ｻｯﾎﾟﾛｼ,ﾊｺﾀﾞﾃｼ\n", "ｶﾅ\n", "ｵﾀﾙｼ\nｱｻﾋｶﾜｼ\n", "ﾎｯｶｲﾄﾞｳ,札幌市\n"])
def test_half_width_kana_in_cp932_is_not_taken_for_euc_jp(text):
    assert decode(text.encode("cp932")) == (text, "CP932")


def test_iso_2022_jp_is_refused_with_its_line():
    message = refusal("code,name\n1,札幌市\n".encode("iso2022_jp"))
    assert "ISO-2022-JP" in message and "2 行目" in message


def test_utf8_saved_once_as_cp932_is_refused():
    garbled = TABLE.encode().decode("cp932", "ignore")
    assert "文字化け" in refusal(garbled.encode("utf-8")) and "文字化け" in refusal(garbled.encode("cp932"))


@pytest.mark.parametrize("codec", ["utf-8", "cp932"])
def test_text_read_once_as_windows_1252_is_refused(codec):
    assert "文字化け" in refusal(TABLE.encode(codec).decode("cp1252", "ignore").encode())


def test_a_replacement_character_is_refused_with_line_and_offset():
    message = refusal("a,b\n1,市\ufffd\n".encode())
    assert "2 行目" in message and "9" in message


def test_rare_but_honest_kanji_are_not_called_garbled():
    text = "縺れる,もつれ\n縺れ糸,諫早市\n鰺ヶ沢町,驛\n舊字體,譁\n"
    assert decode(text.encode())[0] == decode(text.encode("cp932"))[0] == text


def test_nul_bytes_are_refused_with_line_and_offset():
    message = refusal(b"a,b\n1,\x002\n3,4\n")
    assert "NUL" in message and "2 行目" in message and "6" in message


def test_a_file_cut_inside_a_character_says_so():
    assert "途中で切れています" in refusal("市町村".encode()[:-1])


def test_bytes_that_cp932_does_not_define_are_refused():
    assert "0xa0" in refusal(b"a\n\xa0" + "市".encode("cp932"))


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"PK\x03\x04", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"", "空"),
        (b"\xff\xfe", "空"),
    ],
)
def test_other_kinds_of_files_are_named_for_what_they_are(raw, kind):
    assert kind in refusal(raw)


def test_no_character_that_may_speak_against_a_text_is_overlooked():
    every = {chr(code) for code in range(0x80, 0x10000) if not 0xD800 <= code < 0xE000}
    spoken = {char for char in every if BROKEN.match(char) or UNDEFINED.match(char) or any(char in one.triggers for one in MISREADINGS)}
    assert spoken <= strange_characters("".join(every).encode())
