"""Chinese texts of the migration command."""

from __future__ import annotations

TEXT = {
    "Bring the database up to this program's schema, after a backup": "先备份，再把数据库升级到本程序的结构",
    "Bring the database up to this program's schema.": "把数据库升级到本程序的结构。",
    "A backup is taken first, and all migrations run in one transaction: afterwards the schema is the new one or "
    "still the old one, never something between.": (
        "先做备份，所有迁移在一个事务内完成：之后要么是新结构，要么仍是旧结构，不会停在中间。"
    ),
    "Schema before": "之前的结构",
    "Schema after": "之后的结构",
    "Backup": "备份",
    "the database has this program's schema already; nothing was changed": "数据库已是本程序的结构；未作改动",
    "schema {before} would become {after}": "结构 {before} 将变为 {after}",
}
"""English template to Chinese."""
