"""What a workspace's history says of its customers, as columns."""

from __future__ import annotations

__all__ = ["chances", "customers", "invitations", "log_file", "messages", "purchase_log"]
