package dev.etcdsync.check;

import dev.etcdsync.model.Key;
import dev.etcdsync.model.KeyValue;
import java.util.Optional;

/** An object as it is wherever it was sighted. */
record Seen(
    Key key, Optional<KeyValue> onPrimary, Optional<KeyValue> inPlace, Optional<KeyValue> held) {}
