"""A tree of categories to begin with, in both languages; a supervisor changes it."""

from django.db import migrations

TREE = (
    ("Service", "服务", False, (
        ("Slow or no answer", "回复慢或未回复"),
        ("Tone of the answer", "服务态度"),
        ("Wrong or missing information", "信息有误或未告知"),
        ("Promise not kept", "承诺未兑现"),
    )),
    ("Goods", "商品", True, (
        ("Quality fault", "质量问题"),
        ("Not as described", "与描述不符"),
        ("Size or colour", "尺码或颜色"),
        ("Missing parts", "少件漏发配件"),
    )),
    ("Delivery", "物流", False, (
        ("Late", "延迟发货或送达"),
        ("Lost", "丢件"),
        ("Damaged on the way", "运输破损"),
        ("Wrong address or delivery", "错派错发"),
    )),
    ("Return and refund", "退换与退款", False, (
        ("Return refused or slow", "退货受阻或缓慢"),
        ("Refund late", "退款延迟"),
        ("Exchange", "换货"),
    )),
    ("Price and offers", "价格与活动", False, (
        ("Price protection", "价保"),
        ("Coupon or gift", "优惠券或赠品"),
    )),
    ("Listing", "商品页面", False, (
        ("Wrong text or picture", "文字或图片有误"),
        ("Wrong price or stock", "价格或库存有误"),
    )),
    ("Other", "其他", False, ()),
)  # fmt: skip
# Goods that were sound, but not what the buyer needed.
CHOSEN_WRONG = ("Size or colour", "Missing parts")


def plant(apps, schema_editor):
    """Add the tree where there is none."""
    category = apps.get_model("kpi", "CaseCategory")
    if category.objects.exists():
        return
    for place, (name_en, name_zh, quality, below) in enumerate(TREE):
        top = category.objects.create(name_en=name_en, name_zh=name_zh, quality=quality, place=place)
        for number, (child_en, child_zh) in enumerate(below):
            category.objects.create(
                parent=top,
                name_en=child_en,
                name_zh=child_zh,
                quality=quality and child_en not in CHOSEN_WRONG,
                place=number,
            )


class Migration(migrations.Migration):
    dependencies = [("kpi", "0009_cases")]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
