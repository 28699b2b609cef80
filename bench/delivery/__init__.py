"""Ten thousand instructions to all agencies while what carries them is killed again and again."""
