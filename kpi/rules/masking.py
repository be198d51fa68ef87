"""Taking personal data out of a chat's text: phones, mail addresses, names, postal addresses, order numbers.

Pure. What is taken out leaves a mark such as `[phone]`, so that a reader still sees what stood there. Where
it
is in doubt it is taken out: a lost price is less harm than a kept address. Twice is once.
"""

import re
from typing import Final, NamedTuple

PHONE, MAIL, ADDRESS, NAME, ORDER = "phone", "mail", "address", "name", "order"
KINDS: Final = (PHONE, MAIL, ADDRESS, NAME, ORDER)
MARK: Final = re.compile(r"\[(phone|mail|address|name|order)\]")

_D = r"\d"  # Digits of every script, as keyboards for Chinese write them too.
_SEP = r"[\s\-－–—_.·•]{0,3}"
_HAN = r"\u4e00-\u9fff"
_NUMERALS = "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
# The mainland's mobile numbers, with or without +86, in any grouping.
_MOBILE = re.compile(
    rf"(?<![\d])(?:[(（]?(?:[+＋]|00|００)?{_SEP}(?:86|８６){_SEP}[)）]?{_SEP})?[1１]{_SEP}[3-9３-９](?:{_SEP}{_D}){{9}}(?!{_D})"
)
_LANDLINE = re.compile(
    rf"(?<!{_D})[(（]?0{_D}{{2,3}}[)）]?{_SEP}[2-9２-９](?:{_SEP}{_D}){{6,7}}(?!{_D})"
    rf"|(?<!{_D})[48]00{_SEP}{_D}{{3,4}}{_SEP}{_D}{{3,4}}(?!{_D})"
)
_ABROAD = re.compile(rf"[+＋]{_D}{{1,3}}(?:[\s\-().]{{0,2}}{_D}){{6,13}}(?!{_D})")
_SPOKEN = re.compile(
    rf"(?<![{_NUMERALS}])[一幺壹][三四五六七八九叁肆伍陆柒捌玖](?:{_SEP}[{_NUMERALS}]){{9}}(?![{_NUMERALS}])"
)
_LABELLED_PHONE = re.compile(
    rf"((?:电话|手机|联系方式|(?i:phone|mobile|tel)\.?)(?:号码?|(?i:\s*number))?[\s是为:：]{{0,3}})({_D}(?:{_SEP}{_D}){{6,14}})"
)

# Runs of ten digits and more are orders, parcels, cards; a date with its time is none of them.
_ISO_DAY = rf"(?!(?:19|20){_D}{{2}}[-.]{_D}{{1,2}}[-.]{_D}{{1,2}}(?!{_D}))"
_LONG = re.compile(
    rf"(?<![\dA-Za-z]){_ISO_DAY}[A-Za-z]{{0,4}}{_D}(?:[\s\-－]?{_D}){{9,}}[XxA-Za-z]{{0,2}}(?!{_D})"
)
_LABELLED_ORDER = re.compile(
    r"((?:订单|运单|快递|物流|交易|退款|售后)(?:编号|单号|号码?|号)|单号|(?i:order|parcel|tracking)(?i:\s*(?:no\.?|number|id))"
    r")([\s是为:：#]{0,3})([A-Za-z\d][A-Za-z\d\-]{5,40})"
)

# A name that follows who receives: 收件人：张三, 收货人是李四, recipient: Ann Lee.
_NOT_A_NAME = (
    r"(?!电话|手机|地址|号码|信息|姓名|名字|名称|联系|是谁|是不|不是|不对|没有|不在|还没|什么|怎么|可以|需要|写错|填错|写|填|改|换|和|与|或|的|"
    r"那|这|本人签|签收|拒收|已经|收到|我|你|您|他|她|它)"
)
_RECIPIENT = re.compile(
    rf"((?:收件人|收货人|收件方|联系人|收貨人)(?:姓名|名字)?[\s是为叫:：]{{0,3}}){_NOT_A_NAME}"
    rf"([{_HAN}]{{1,8}}(?:[·•][{_HAN}]{{1,8}})+"
    rf"|[{_HAN}]{{2,4}}?(?=\s|$|[^{_HAN}]|电话|手机|地址|住在|在|收)"
    rf"|[{_HAN}]{{2,3}}"
    r"|[A-Za-z][A-Za-z'’.-]{0,30}(?:\s[A-Z][A-Za-z'’.-]{0,30}){0,2})"
)
_RECIPIENT_EN = re.compile(
    r"((?i:recipient|consignee|receiver|ship(?:ped)?\s+to|deliver(?:ed)?\s+to)(?i:'s\s+name)?(?:\s+is|\s*[:：])\s*)"
    r"([A-Z][A-Za-z'’.-]{1,30}(?:\s[A-Z][A-Za-z'’.-]{0,30}){0,2})"
)

_MARKS = "省市区县旗镇乡村路街道巷弄号栋幢座室楼苑庄屯组"
_PLACE = re.compile(rf"[{_MARKS}]")
_STREET = rf"[{_HAN}\d]{{1,12}}?(?:大道|胡同|街道|路|街|巷|弄|小区|花园|苑|大厦|广场|公寓|新村|家园|村|镇|乡)"
_REGION = rf"[{_HAN}]{{2,8}}?(?:自治区|自治州|特别行政区|省|市|区|县|旗|盟)"
_NUMBER = (
    r"(?:[\dA-Za-z一二三四五六七八九十]{1,6}(?:\s?[-－#]\s?[\dA-Za-z]{1,5}){0,3}"
    r"\s?(?:号楼|号院|号|栋|幢|座|单元|室|楼|层|房|组|队))"
)
_TAIL = rf"(?:{_NUMBER}|[\d]{{1,5}}(?:[-－][\d]{{1,5}}){{0,3}})"
# A region or a street, then streets, then at least a number; or two regions and a street.
_POSTAL = re.compile(
    rf"(?:{_REGION}\s?){{1,4}}+(?:{_STREET}\s?){{1,3}}+(?:[{_HAN}]{{0,8}}?{_TAIL}\s?){{0,5}}"
    rf"|(?:{_STREET}\s?){{1,3}}+(?:[{_HAN}]{{0,8}}?{_NUMBER}\s?){{1,5}}"
    rf"|(?:{_REGION}\s?){{1,4}}+(?:[{_HAN}]{{0,10}}?{_NUMBER}\s?){{1,5}}"
)
# Addresses are looked for clause by clause and in bounded stretches, so that no text takes long.
_CLAUSE = re.compile(r"[^\n，。；;！!？?]{1,160}")
_LABELLED_PLACE = re.compile(
    r"((?:(?:收货|收件|寄件|家庭|详细|邮寄|配送)?地址|寄到|寄往|发到|送到|住在|家住)[\s是为在:：]{0,3})"
    r"([^\n，。；;！!？?\[]{3,80})"
)
_STREET_EN = re.compile(
    r"\b\d{1,5}[A-Za-z]?,?\s+(?:[A-Z][A-Za-z'’.-]{1,20}\s){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Square|Place)\b\.?"
    r"(?:,?\s+(?:Apt|Unit|Flat|Floor|Room)\.?\s*[A-Za-z0-9-]{1,6})?"
)


class Part(NamedTuple):
    """A stretch of a masked text; `kind` names what was taken out there, "" for plain text."""

    text: str
    kind: str


def mask(text: str) -> str:
    """The text without phones, mail addresses, recipients' names, postal addresses and order numbers."""
    return "".join(f"[{part.text}]" if part.kind else _plain(part.text) for part in parts(text))


def parts(text: str) -> list[Part]:
    """A masked text cut at its marks, for a page that words them in the reader's language."""
    found: list[Part] = []
    at = 0
    for match in MARK.finditer(text):
        if match.start() > at:
            found.append(Part(text[at : match.start()], ""))
        found.append(Part(match[1], match[1]))
        at = match.end()
    if at < len(text):
        found.append(Part(text[at:], ""))
    return found


def _plain(text: str) -> str:
    """One stretch without marks; labelled things first, since a label says what a number is."""
    text = _MAIL.sub(f"[{MAIL}]", text)
    text = _RECIPIENT.sub(rf"\1[{NAME}]", text)
    text = _RECIPIENT_EN.sub(rf"\1[{NAME}]", text)
    text = _LABELLED_ORDER.sub(_order, text)
    text = _LABELLED_PHONE.sub(rf"\1[{PHONE}]", text)
    for pattern in (_MOBILE, _LANDLINE, _ABROAD, _SPOKEN):
        text = pattern.sub(f"[{PHONE}]", text)
    text = _LONG.sub(f"[{ORDER}]", text)
    if _PLACE.search(text):
        text = _LABELLED_PLACE.sub(_place, text)
        text = _CLAUSE.sub(_postal, text)
    return _STREET_EN.sub(f"[{ADDRESS}]", text)


def _order(match: "re.Match[str]") -> str:
    """A word behind "order number" is one only where it holds digits."""
    if not any(sign.isdigit() for sign in match[3]):
        return match[0]
    return f"{match[1]}{match[2]}[{ORDER}]"


def _postal(match: "re.Match[str]") -> str:
    """One clause without its addresses; one without two of their marks holds none."""
    clause = match[0]
    if len(_PLACE.findall(clause)) < 2 and not any(sign.isdigit() for sign in clause):
        return clause
    return _POSTAL.sub(f"[{ADDRESS}]", clause)


def _place(match: "re.Match[str]") -> str:
    """What follows "address" is one where two of its marks stand in it, or one and a number."""
    said = match[2]
    marks = len(_PLACE.findall(said))
    if marks >= 2 or (marks and any(sign.isdigit() for sign in said)):
        return f"{match[1]}[{ADDRESS}]"
    return match[0]
