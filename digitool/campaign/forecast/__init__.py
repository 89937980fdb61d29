"""From a workspace and a campaign file to forecasts, compared and explained."""
