"""digitool: customer-flow digitization and .com 2.0 channels for retail chains."""

__version__ = "0.1.0"
