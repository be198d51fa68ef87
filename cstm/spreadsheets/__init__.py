"""The one gate for spreadsheets that come in, and the one writer for those that go out."""

from cstm.spreadsheets.gate import FileRefused, Limits
from cstm.spreadsheets.read import Book, Row, open_table, unpack
from cstm.spreadsheets.write import CsvWriter, XlsxWriter

__all__ = ["Book", "CsvWriter", "FileRefused", "Limits", "Row", "XlsxWriter", "open_table", "unpack"]
