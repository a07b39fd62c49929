"""What a project's past tells: its git history and the logs of its builds."""
