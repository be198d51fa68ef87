"""Inspection forms: drafts that are written item by item, and versions that are published once for all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cstm.errors import DomainError
from kpi.choices.quality import VersionState
from kpi.models import FormVersion, InspectionForm
from kpi.rules import quality_scores
from kpi.rules.quality_ready import FORMS
from kpi.rules.quality_scores import Form, Item, Option, Section
from staff.models import User
from staff.services import audit

FAULTS = {
    "no_items": gettext_lazy("The form has no item yet."),
    "too_many_items": gettext_lazy("A form has at most 60 items."),
    "item_twice": gettext_lazy("Two items have the same code."),
    "few_options": gettext_lazy("“%(item)s” needs two to eight answers."),
    "no_points": gettext_lazy("The answers of “%(item)s” need different points, none below 0 and one above."),
    "option_twice": gettext_lazy("Two answers of “%(item)s” are the same."),
}


@transaction.atomic
def take_ready(code: str, *, actor: User | None) -> FormVersion:
    """Take a ready-made form as one's own, published; twice is once. Raises DomainError for an
    unknown code."""
    ready = FORMS.get(code)
    if ready is None:
        raise DomainError(_("There is no such form."), code="no_such_form")
    known = FormVersion.objects.filter(form__code=code, state=VersionState.PUBLISHED).first()
    if known is not None:
        return known
    name_en, name_zh, form = ready
    made = create_form(code=code, name_en=name_en, name_zh=name_zh, actor=actor)
    draft = made.versions.get(state=VersionState.DRAFT)
    _keep(draft, form)
    return publish(draft, actor=actor)


@transaction.atomic
def create_form(*, name_en: str, name_zh: str, actor: User | None, code: str = "") -> InspectionForm:
    """A new form with an empty draft. Raises DomainError where the code is taken."""
    if not name_en.strip() or not name_zh.strip():
        raise DomainError(_("Give the form a name in both languages."), code="no_name")
    code = code or slugify(name_en)[:40] or f"form-{InspectionForm.objects.count() + 1}"
    if InspectionForm.objects.filter(code=code).exists():
        raise DomainError(_("There is a form of this name already."), code="form_twice")
    form = InspectionForm.objects.create(code=code, name_en=name_en.strip(), name_zh=name_zh.strip())
    FormVersion.objects.create(form=form, number=1, content={"sections": []}, created_by=actor)
    audit.record(
        actor=actor, action="inspection_form.create", about=form, after={"name": name_en, "code": code}
    )
    return form


@transaction.atomic
def create_with_content(
    *, name_en: str, name_zh: str, content: Mapping[str, Any], actor: User | None
) -> FormVersion:
    """A new form with its content as a draft; raises DomainError for content of another shape."""
    try:
        form = quality_scores.form_of(content)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as fault:
        raise DomainError(
            _("The content is not a form: sections with en, zh, items; items with code, en, zh, options."),
            code="bad_content",
        ) from fault
    made = create_form(name_en=name_en, name_zh=name_zh, actor=actor)
    return save_content(made.versions.get(), form, actor=actor)


@transaction.atomic
def open_draft(form: InspectionForm, *, actor: User | None) -> FormVersion:
    """The draft of a form, made from its newest version where there is none."""
    InspectionForm.objects.select_for_update().get(pk=form.pk)
    draft = form.versions.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        return draft
    newest = form.versions.order_by("-number").first()
    number = (form.versions.aggregate(top=Max("number"))["top"] or 0) + 1
    content = newest.content if newest else {"sections": []}
    made = FormVersion.objects.create(form=form, number=number, content=content, created_by=actor)
    audit.record(actor=actor, action="inspection_form.open", about=made, after={"version": number})
    return made


@transaction.atomic
def save_content(draft: FormVersion, form: Form, *, actor: User | None) -> FormVersion:
    """Replace what a draft asks, as the API does. Raises DomainError for a published version."""
    draft = _locked(draft)
    _keep(draft, form)
    audit.record(actor=actor, action="inspection_form.edit", about=draft, after={"version": draft.number})
    return draft


@transaction.atomic
def save_item(
    draft: FormVersion,
    *,
    section_en: str,
    section_zh: str,
    item: Item,
    replaces: str = "",
    actor: User | None,
) -> FormVersion:
    """Add an item to a draft under a heading, or put it in the place of another one.

    Raises DomainError for a published version, for names that lack a language, and for answers that cannot
    be.
    """
    draft = _locked(draft)
    texts = (
        section_en,
        section_zh,
        item.en,
        item.zh,
        *(word for one in item.options for word in (one.en, one.zh)),
    )
    if not all(text.strip() for text in texts):
        raise DomainError(
            _("Write the heading, the item and each answer in both languages."), code="one_language"
        )
    form = quality_scores.form_of(draft.content)
    if not item.code:
        item = replace(
            item, code=_code_for(item.en, [one.code for one in form.items if one.code != replaces])
        )
    faults = [
        fault
        for fault in quality_scores.faults_of(Form((Section("", "", (item,)),)))
        if fault[0] != "no_items"
    ]
    _refuse(faults)
    _keep(draft, _placed(form, section_en.strip(), section_zh.strip(), item, replaces))
    audit.record(actor=actor, action="inspection_form.edit", about=draft, after={"name": item.en})
    return draft


def write_item(
    draft: FormVersion, said: Mapping[str, Any], *, replaces: str, actor: User | None
) -> FormVersion:
    """`save_item` for what a form says: headings, names, help, answers in lines, the two marks, the skill."""
    item = Item(
        replaces,
        said["en"].strip(),
        said["zh"].strip(),
        options_from(said["options"]),
        said["hint_en"].strip(),
        said["hint_zh"].strip(),
        bool(said["critical"]),
        bool(said["skippable"]),
        said["skill"],
    )
    return save_item(
        draft,
        section_en=said["section_en"],
        section_zh=said["section_zh"],
        item=item,
        replaces=replaces,
        actor=actor,
    )


def _placed(form: Form, en: str, zh: str, item: Item, replaces: str) -> Form:
    """The form with the item; one that stays under its heading keeps its place."""
    sections: list[Section] = []
    done = False
    for section in form.sections:
        items: list[Item] = []
        for one in section.items:
            if not replaces or one.code != replaces:
                items.append(one)
            elif (section.en, section.zh) == (en, zh):
                items.append(item)
                done = True
        sections.append(replace(section, items=tuple(items)))
    if not done:
        for place, section in enumerate(sections):
            if (section.en, section.zh) == (en, zh):
                sections[place] = replace(section, items=(*section.items, item))
                done = True
                break
    if not done:
        sections.append(Section(en, zh, (item,)))
    return Form(tuple(section for section in sections if section.items))


@transaction.atomic
def remove_item(draft: FormVersion, code: str, *, actor: User | None) -> FormVersion:
    """Take an item out of a draft. Raises DomainError for a published version and for an item
    that is not there."""
    draft = _locked(draft)
    form = quality_scores.form_of(draft.content)
    item = form.item(code)
    if item is None:
        raise DomainError(_("The form has no such item."), code="no_such_item")
    kept = [
        replace(one, items=tuple(each for each in one.items if each.code != code)) for one in form.sections
    ]
    _keep(draft, Form(tuple(section for section in kept if section.items)))
    audit.record(actor=actor, action="inspection_form.edit", about=draft, before={"name": item.en}, after={})
    return draft


@transaction.atomic
def publish(draft: FormVersion, *, actor: User | None) -> FormVersion:
    """Make a draft the version in force; from then on it never changes. Raises DomainError for
    what it lacks."""
    draft = _locked(draft)
    _refuse(quality_scores.faults_of(quality_scores.form_of(draft.content)))
    draft.state, draft.published_at = VersionState.PUBLISHED, timezone.now()
    draft.save(update_fields=["state", "published_at"])
    audit.record(actor=actor, action="inspection_form.publish", about=draft, after={"version": draft.number})
    return draft


@transaction.atomic
def discard(draft: FormVersion, *, actor: User | None) -> None:
    """Throw a draft away; a form that never had a version goes with it. Raises DomainError for
    a published one."""
    draft = _locked(draft)
    form = draft.form
    audit.record(actor=actor, action="inspection_form.discard", about=draft, before={"version": draft.number})
    draft.delete()
    if not form.versions.exists():
        form.delete()


def options_from(text: str) -> tuple[Option, ...]:
    """Answers out of lines such as `Fully | 完全做到 | 10`; raises DomainError that names the line."""
    found: list[Option] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.replace("｜", "|").split("|")]
        try:
            if len(parts) != 3 or not all(parts):
                raise InvalidOperation
            points = Decimal(parts[2])
            if not points.is_finite() or points > 1000 or points != points.quantize(Decimal("0.01")):
                raise InvalidOperation
        except InvalidOperation:
            raise DomainError(
                _("Line %(n)d: write the answer in English, in Chinese and its points, with | between.")
                % {"n": number},
                code="bad_option",
            ) from None
        found.append(Option(_code_for(parts[0], [one.code for one in found]), parts[0], parts[1], points))
    return tuple(found)


def text_of(options: Sequence[Option]) -> str:
    """The same lines again."""
    return "\n".join(f"{one.en} | {one.zh} | {one.points.normalize():f}" for one in options)


def _code_for(name: str, taken: Sequence[str]) -> str:
    """A code out of a name that no other has."""
    base = slugify(name)[:50] or "item"
    code, number = base, 2
    while code in taken or code == quality_scores.SKIPPED:
        code, number = f"{base}-{number}", number + 1
    return code


def _locked(draft: FormVersion) -> FormVersion:
    row = FormVersion.objects.select_for_update().select_related("form").get(pk=draft.pk)
    if row.state != VersionState.DRAFT:
        raise DomainError(
            _("This version is published and never changes. Open a draft of the form instead."),
            code="published",
        )
    return row


def _keep(draft: FormVersion, form: Form) -> None:
    draft.content = quality_scores.content_of(form)
    draft.save(update_fields=["content"])


def _refuse(faults: Sequence[tuple[str, str]]) -> None:
    if faults:
        code, item = faults[0]
        raise DomainError(str(FAULTS[code]) % {"item": item}, code=code)
