"""Making staff accounts."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager


class StaffManager(BaseUserManager):
    """Accounts by user name. There are no superusers: what an account may do is said by its roles alone."""

    use_in_migrations = False

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Any:
        """A saved account; without a password nobody can sign in with it."""
        user: Any = self.model(username=AbstractBaseUser.normalize_username(username), **fields)
        user.password = make_password(password)
        user.save(using=self._db)
        return user
