"""Questions of the subject, by what they are about."""
