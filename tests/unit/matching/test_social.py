"""Accounts on social platforms have one normal form, however they are written."""

from __future__ import annotations

import pytest

from crmcli.matching.social import normalize_social, platform_of


@pytest.mark.parametrize(
    ("text", "platform", "account"),
    [
        ("https://www.linkedin.com/in/Foo-Bar/", "", "linkedin:foo-bar"),
        ("cn.linkedin.com/in/foo-bar?trk=x", "weibo", "linkedin:foo-bar"),
        ("https://linkedin.com/company/yuanxin/about/", "", "linkedin:company/yuanxin"),
        ("https://www.linkedin.com/feed/update/1", "", None),
        ("@Foo", "x", "x:foo"),
        ("https://twitter.com/Foo", "", "x:foo"),
        ("x.com/foo/status/12", "", None),
        ("https://www.facebook.com/profile.php?id=1000123", "", "facebook:1000123"),
        ("Joe's Pizza", "facebook", None),
        ("https://m.facebook.com/joes.pizza/", "", "facebook:joes.pizza"),
        ("instagram.com/joes_pizza", "", "instagram:joes_pizza"),
        ("joes.pizza", "instagram", "instagram:joes.pizza"),
        ("https://www.youtube.com/channel/UCabC", "", "youtube:channel/UCabC"),
        ("youtube:channel/UCabC", "", "youtube:channel/UCabC"),
        ("https://youtube.com/@Joe", "", "youtube:joe"),
        ("t.me/joe", "", "telegram:joe"),
        ("https://wa.me/8613911829855", "", "whatsapp:13911829855"),
        ("https://api.whatsapp.com/send?phone=8613911829855", "", "whatsapp:13911829855"),
        ("+86 139 1182 9855", "whatsapp", "whatsapp:13911829855"),
        ("https://weibo.com/u/12345678", "", "weibo:12345678"),
        ("weibo.com/n/远鑫酒店", "", "weibo:远鑫酒店"),
        ("微博：@远鑫酒店", "", "weibo:远鑫酒店"),
        ("抖音号: YX88", "", "douyin:yx88"),
        ("https://www.douyin.com/user/MS4wLj", "", "douyin:user/MS4wLj"),
        ("https://v.douyin.com/abc/", "", None),
        ("https://www.xiaohongshu.com/user/profile/5f0a", "", "xiaohongshu:5f0a"),
        ("小红书：远鑫", "", "xiaohongshu:远鑫"),
        ("yu***n", "weibo", None),
        ("https://www.yuanxin.example", "", None),
        ("foo", "", None),
    ],
)
def test_an_account_has_one_form(text: str, platform: str, account: str | None) -> None:
    assert normalize_social(text, platform) == account
    assert account is None or normalize_social(account) == account


@pytest.mark.parametrize(
    ("header", "platform"),
    [("微博账号", "weibo"), ("抖音号", "douyin"), ("LinkedIn Profile URL", "linkedin"), ("Company Twitter URL", "x"),
     ("社交账号", ""), ("Social accounts", ""), ("小红书主页", "xiaohongshu"), ("X (Twitter)", "x")],
)  # fmt: skip
def test_a_column_tells_its_platform(header: str, platform: str) -> None:
    assert platform_of(header) == platform
