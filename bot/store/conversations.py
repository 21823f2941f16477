"""Opens conversations with addresses that write for the first time, and meets their residents."""

from typing import Final

OPENED: Final = """
    strangers AS MATERIALIZED (
        SELECT DISTINCT ON (channel, address_hash) *,
            gen_random_uuid() AS conversation_id, gen_random_uuid() AS resident_id
        FROM given WHERE known_id IS NULL ORDER BY channel, address_hash, place
    ), stops AS (
        DELETE FROM stopped_addresses USING strangers
        WHERE (stopped_addresses.channel, stopped_addresses.address_hash)
            = (strangers.channel, strangers.address_hash)
        RETURNING strangers.conversation_id, stopped_at
    ), met AS (
        INSERT INTO residents (id, language, language_is_presumed, created_at)
        SELECT resident_id, language, language IS NOT NULL AND NOT is_language_chosen, received_at
        FROM strangers
    ), opened AS (
        INSERT INTO conversations (
            id, resident_id, channel, address_hash, address_encrypted, opted_out_at, created_at
        )
        SELECT conversation_id, resident_id, channel, address_hash, address_encrypted, stopped_at,
            received_at
        FROM strangers LEFT JOIN stops USING (conversation_id)
    )
"""
"""Parts of a statement that is `given` addresses: `place` (their order), `channel`, `address_hash`,
`address_encrypted`, `language`, `is_language_chosen`, `received_at`, and `known_id`, that of their
conversation if there is one.

What was stopped before it was erased stays so (`bot.services.consent.erased`). Where another
transaction opens the same conversation at this moment, the unique index fails the whole statement:
the next try finds it.
"""
