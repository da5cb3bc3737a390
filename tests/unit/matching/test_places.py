"""Province, city and district as addresses tell them."""

from __future__ import annotations

import pytest

from crmcli.matching.places import places_of

CHINESE = {
    "四川省成都市武侯区人民南路四段11号": ("四川省", "成都市", "武侯区"),
    "中国四川省绵阳市涪城区临园路": ("四川省", "绵阳市", "涪城区"),
    "610041 四川省成都市高新区": ("四川省", "成都市", "高新区"),
    "四川成都": ("四川", "成都", ""),
    "成都武侯区天府大道": ("四川省", "成都", "武侯区"),
    "成都市": ("四川省", "成都市", ""),
    "四川省成都市都江堰市幸福路": ("四川省", "成都市", "都江堰市"),
    "四川省凉山彝族自治州西昌市航天大道": ("四川省", "凉山彝族自治州", "西昌市"),
    "凉山州西昌市": ("四川省", "凉山州", "西昌市"),
    "北京市朝阳区建国路88号": ("北京市", "北京市", "朝阳区"),
    "北京朝阳区": ("北京", "北京", "朝阳区"),
    "北京市北京市海淀区": ("北京市", "北京市", "海淀区"),
    "重庆市市辖区渝中区": ("重庆市", "重庆市", "渝中区"),
    "上海市浦东新区张江路": ("上海市", "上海市", "浦东新区"),
    "天津滨海新区": ("天津", "天津", "滨海新区"),
    "内蒙古自治区呼和浩特市新城区": ("内蒙古自治区", "呼和浩特市", "新城区"),
    "广西南宁青秀区民族大道": ("广西", "南宁", "青秀区"),
    "广西省南宁市": ("广西省", "南宁市", ""),
    "吉林省吉林市船营区": ("吉林省", "吉林市", "船营区"),
    "吉林市船营区": ("吉林省", "吉林市", "船营区"),
    "山东省济南市市中区": ("山东省", "济南市", "市中区"),
    "福建省福州市鼓楼区": ("福建省", "福州市", "鼓楼区"),
    "唐山市路南区建设路": ("河北省", "唐山市", "路南区"),
    "江苏省苏州工业园区星湖街": ("江苏省", "苏州", "工业园区"),
    "广东省东莞市长安镇": ("广东省", "东莞市", ""),
    "台北市大安區忠孝東路四段": ("", "台北市", "大安區"),
    "新北市板橋區文化路": ("", "新北市", "板橋區"),
    "武侯区人民南路": ("", "", "武侯区"),
    "朝阳区建国路": ("", "", "朝阳区"),
    # Names of streets, estates and shops.
    "北京东路668号": ("", "", ""),
    "上海路12号": ("", "", ""),
    "中山路1号": ("", "", ""),
    "海口路12号": ("", "", ""),
    "成都市锦绣小区5栋": ("四川省", "成都市", ""),
    "成都市城市花园3栋": ("四川省", "成都市", ""),
    "人民路商业区3号": ("", "", ""),
    "成都小吃店": ("", "", ""),
    "巴黎": ("", "", ""),
}


@pytest.mark.parametrize("address", CHINESE)
def test_a_chinese_address(address: str) -> None:
    found = places_of(address)
    assert tuple(found.get(part, "") for part in ("province", "city", "district")) == CHINESE[address]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("1 Elm St, 53111 Bonn", {"postcode": "53111", "city": "Bonn"}),
        ("Rue X 12, 75002 Paris, France", {"postcode": "75002", "city": "Paris"}),
        ("Postbus 1, 1012 AB Amsterdam", {"postcode": "1012 AB", "city": "Amsterdam"}),
        ("350 5th Ave, New York, NY 10118", {"city": "New York", "province": "NY", "postcode": "10118"}),
        ("10 Mill Lane, Leeds LS1 4AP", {"city": "Leeds", "postcode": "LS1 4AP"}),
        ("1 Elm St, Bonn", {}),
        ("Elm House", {}),
        ("12345 Long Road", {}),
        ("", {}),
    ],
)
def test_a_western_address_only_where_it_is_clear(address: str, found: dict[str, str]) -> None:
    assert places_of(address) == found
