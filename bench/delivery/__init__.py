"""Ten thousand instructions to twelve agencies while what carries them is killed again and again."""
