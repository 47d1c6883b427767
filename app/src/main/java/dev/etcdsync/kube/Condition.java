package dev.etcdsync.kube;

import java.util.Optional;

/** What must hold for a row to decide, beside its pattern. */
sealed interface Condition {
  /** To be read after "if", or empty if nothing is asked. */
  String words();

  /** Told by the key. */
  sealed interface OfKey extends Condition {
    boolean holds(ObjectKey key);

    /** How every name begins for which this holds; empty if the name does not matter. */
    Optional<String> beginning();
  }

  /** Told by the value. */
  sealed interface OfValue extends Condition {
    boolean holds(ReadObject object);
  }

  /** Nothing is asked. */
  record Always() implements OfKey {
    @Override
    public String words() {
      return "";
    }

    @Override
    public boolean holds(ObjectKey key) {
      return true;
    }

    @Override
    public Optional<String> beginning() {
      return Optional.empty();
    }
  }

  /** The object's name. */
  record Named(String name) implements OfKey {
    @Override
    public String words() {
      return "its name is " + name;
    }

    @Override
    public boolean holds(ObjectKey key) {
      return key.name().equals(name);
    }

    @Override
    public Optional<String> beginning() {
      return Optional.of(name);
    }
  }

  /** What the object's name begins with. */
  record NamedLike(String letters) implements OfKey {
    @Override
    public String words() {
      return "its name begins with " + letters;
    }

    @Override
    public boolean holds(ObjectKey key) {
      return key.name().startsWith(letters);
    }

    @Override
    public Optional<String> beginning() {
      return Optional.of(letters);
    }
  }

  /** A label and its value. */
  record Labelled(String label, String value) implements OfValue {
    @Override
    public String words() {
      return "it has the label " + label + "=" + value;
    }

    @Override
    public boolean holds(ReadObject object) {
      return value.equals(object.meta().labels().get(label));
    }
  }

  /** Who has written some of its fields. */
  record ManagedBy(String manager) implements OfValue {
    @Override
    public String words() {
      return manager + " has written it, as metadata.managedFields tells";
    }

    @Override
    public boolean holds(ReadObject object) {
      return object.meta().managers().stream().anyMatch(it -> it.name().equals(manager));
    }
  }

  /** It names an object that is not replicated, as far as keys tell. */
  record NamesSomethingOut() implements OfValue {
    @Override
    public String words() {
      return "it names an object that is out or held";
    }

    @Override
    public boolean holds(ReadObject object) {
      return object.namesSomethingOut();
    }
  }
}
