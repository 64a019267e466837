"""Wrapped lines become paragraphs, headings are found, footers stay apart."""

from __future__ import annotations

from monazite.read.document import Document, Heading, Paragraph
from monazite.read.load import load

WRAPPED = """一、前言

稀土元素（15 个镧系元素、钇、钪共 17 个元

素的总称）因其独特的电子层结构，在新能源汽

车、风力发电中发挥着重要的作用，是核心材

料 [1]。全球储量约为 1.2×108 t，产值约为 900 亿
元，其中永磁材料占 75%，产值约为
 375 亿元，催化材料占比为 20%，储氢材料和

抛光材料占 5%。

二、未来发展思路、重点发展方向以及产业

链布局

烧结钕铁硼毛坯产量由“十二五”初期的 8×104

t 增加到 2019 年的 1.8×105 t，占全球产量的八

成以上；钐钴的产量为 2400 t。

（一）英文摘要

The institute works on informa-
tion and medical de-
vices of the rare earth.

1. 2025 年目标：完成由跟跑到并跑的过渡

到 2025 年，国产化率提高到 80% 以上，力争有

所突破。
"""


def read(text: str) -> Document:
    loaded = load(text.encode(), "a.txt")
    assert loaded.problems == ()
    return loaded.documents[0]


def texts(document: Document, kind: type = Paragraph) -> list[str]:
    return [document.view.text[b.span.start : b.span.end] for b in document.blocks if isinstance(b, kind)]


def test_wrapped_lines_with_blank_lines_between_are_joined() -> None:
    document = read(WRAPPED)
    assert texts(document)[0].startswith("稀土元素（15个镧系元素、钇、钪共17个元素的总称）")
    assert "产值约为900亿元，其中永磁材料占75%，产值约为375亿元，催化材料" in texts(document)[0]
    assert texts(document)[1].startswith("烧结钕铁硼毛坯产量由“十二五”初期的8×104 t增加到2019年的1.8×105 t，")
    start = document.view.text.index("17个元素的总称")
    assert document.cite(start, start + 8)[0] == "17 个元\n\n素的总称"


def test_headings_by_number_and_wrapped() -> None:
    document = read(WRAPPED)
    headings = [b for b in document.blocks if isinstance(b, Heading)]
    assert texts(document, Heading)[:2] == ["一、前言", "二、未来发展思路、重点发展方向以及产业链布局"]
    assert [heading.level for heading in headings][:2] == [2, 2]
    assert "1. 2025年目标：完成由跟跑到并跑的过渡" in texts(document, Heading)


def test_broken_words_are_made_whole() -> None:
    assert "information and medical devices of the rare earth" in read(WRAPPED).view.text


def test_sentence_over_a_page_with_its_header_between() -> None:
    page = (
        "矿山一侧要改用节水的浸出药剂，选矿厂则要更换老旧的浮选设备，提\n"
        "\n行业动态\n\n3\n\n高尾矿里稀土的回收水平。\n\n"
    )
    document = read(page + "行业动态\n\n以上为摘要，仅供参考。\n\n行业动态\n\n另见附件，仅供参考。\n")
    assert texts(document)[0].endswith("更换老旧的浮选设备，提高尾矿里稀土的回收水平。")


def test_footers_do_not_glue_to_prose() -> None:
    document = read(
        "稀土价格有望反弹，业内普遍看好后市，需求也在回升\n（来源：示例日报）\n责任编辑：李二\nSource : 示例研究\n"
    )
    assert texts(document)[-3:] == ["（来源：示例日报）", "责任编辑：李二", "Source : 示例研究"]


def test_short_lines_over_prose_are_headings_unless_they_state_figures() -> None:
    document = read(
        "下游景气不改\n\n稀土下游最大应用方向为钕铁硼，需求保持增长。\n"
        "\n氧化镨钕报71.9万元/吨\n\n较上月下跌16.1%，市场成交清淡，观望浓厚。\n"
    )
    assert texts(document, Heading) == ["下游景气不改"]
    assert "氧化镨钕报71.9万元/吨" in texts(document)


def test_page_headers_are_no_headings() -> None:
    block = "示例资料\n\n永磁材料应用广泛，包括汽车、家电等领域。\n\n"
    assert texts(read(block * 4), Heading) == []


def test_numbered_paragraphs_are_no_headings() -> None:
    document = read(
        "一、指标分别为109200吨、104800吨。\n\n二、各集团应及时分解指标；\n\n三、总体要求\n\n按指标组织生产。\n"
    )
    assert texts(document, Heading) == ["三、总体要求"]


def test_long_paragraph_lines_stay_apart() -> None:
    document = read(
        "8月份，氧化镨钕均价为71.89万元/吨，环比下跌16.1%。\n8月份，氧化钕均价为76.94万元/吨，环比下跌15.2%。\n"
    )
    assert len(texts(document)) == 2
