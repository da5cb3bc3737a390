"""Command lines in Chinese texts go by Chinese names."""

from __future__ import annotations

import pytest

from tools.chinese_names import in_chinese


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("下一步：crmcli done 2，crmcli snooze 3 明天", "下一步：crmcli 完成 2，crmcli 推迟 3 明天"),
        ("请修改：crmcli edit %(id)d 字段=值   或加 --force 仍然新增。", "请修改：crmcli 修改 %(id)d 字段=值   或加 --强制 仍然新增。"),
        ("crmcli survey wave open --every 季度 -o 名单.xlsx", "crmcli 调查 期次 开启 --每 季度 --输出 名单.xlsx"),
        ("crmcli --db FILE history --verify", "crmcli --数据库 FILE 历史 --校验"),
        ("crmcli log-contact 远鑫 邮件 在哪 --in --unanswered", "crmcli 跟进 远鑫 邮件 在哪 --来电 --待答复"),
        ("crmcli 待办 --负责人 李娜", "crmcli 待办 --负责人 李娜"),
        # An option of several Chinese names is told by the command; alone it is not touched.
        ("crmcli complaint open 远鑫 迟到 --at 昨天", "crmcli 投诉 登记 远鑫 迟到 --时间 昨天"), ("请检查 --at。", "请检查 --at。"),
        ("crmcli 保存一份档案", "crmcli 保存一份档案"), ("请看：crmcli --help", "请看：crmcli --帮助"),
    ],
)  # fmt: skip
def test_names_are_chinese(text: str, told: str) -> None:
    assert in_chinese(text) == told
    assert in_chinese(told) == told
