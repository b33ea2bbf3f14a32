"""Names nobody can guess (at least 128 random bits) and what is stored of them."""

from samepath.lib.ids import hash_secret, new_secret


def test_secrets_are_long_and_never_the_same():
    secrets = {new_secret() for _ in range(1000)}
    assert len(secrets) == 1000
    assert all(
        len(secret) * 6 >= 128 and secret.replace("-", "").replace("_", "").isalnum()
        for secret in secrets
    )


def test_what_is_stored_does_not_hold_the_secret():
    secret = new_secret()
    assert hash_secret(secret) == hash_secret(secret)
    assert secret not in hash_secret(secret)
    assert hash_secret(secret) != hash_secret(secret + "x")
    assert len(hash_secret(secret)) == 64
