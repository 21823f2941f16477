"""Settings are declared once: the table and the example file are written from them."""

from scripts.write_settings import EXAMPLE_FILE, TABLE_FILE, example, with_table

RENEW = "run `.venv/bin/python -m scripts.write_settings`"


def test_the_table_of_settings_is_up_to_date() -> None:
    page = TABLE_FILE.read_text("utf-8")
    assert with_table(page) == page, RENEW


def test_the_example_file_is_up_to_date() -> None:
    assert EXAMPLE_FILE.read_text("utf-8") == example(), RENEW
