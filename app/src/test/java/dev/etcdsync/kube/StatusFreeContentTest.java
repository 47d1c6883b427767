package dev.etcdsync.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdsync.model.Value;
import org.junit.jupiter.api.Test;

class StatusFreeContentTest {
  private static Protobuf meta() {
    return new Protobuf().text(1, "web").text(5, "uid");
  }

  private static Value stored(String kind, Protobuf meta, String spec, String third) {
    return new Protobuf().message(1, meta).text(2, spec).text(3, third).stored("v1", kind);
  }

  private static boolean same(Value one, Value other) {
    assertThat(StatusFreeContent.isSame(one, one)).isTrue();
    assertThat(StatusFreeContent.isSame(other, one))
        .isEqualTo(StatusFreeContent.isSame(one, other));
    return StatusFreeContent.isSame(one, other);
  }

  @Test
  void theStatusOfABuiltInObjectIsNotItsContent() {
    Value before = stored("Deployment", meta(), "spec", "one replica");
    assertThat(same(before, stored("Deployment", meta(), "spec", "two replicas"))).isTrue();
    assertThat(same(before, stored("Deployment", meta(), "another", "one replica"))).isFalse();
    Protobuf labelled = meta().message(11, new Protobuf().text(1, "key").text(2, "value"));
    assertThat(same(before, stored("Deployment", labelled, "spec", "one replica"))).isFalse();
    Protobuf managed = meta().message(17, new Protobuf().text(1, "kube-controller-manager"));
    assertThat(same(before, stored("Deployment", managed, "spec", "one replica"))).isTrue();
  }

  @Test
  void theThirdFieldOfAConfigMapIsItsContent() {
    assertThat(
            same(
                stored("ConfigMap", meta(), "data", "binary data"),
                stored("ConfigMap", meta(), "data", "other binary data")))
        .isFalse();
  }

  @Test
  void theCaBundleOfAWebhookIsPutThereByAController() {
    Value before = webhooks("https://a", "no bundle");
    assertThat(same(before, webhooks("https://a", "a bundle"))).isTrue();
    assertThat(same(before, webhooks("https://b", "no bundle"))).isFalse();
    assertThat(
            same(
                Value.of(
                    """
                    {"kind":"X","webhooks":[{"name":"a","clientConfig":{"caBundle":"YQ=="}}]}\
                    """),
                Value.of(
                    """
                    {"webhooks":[{"clientConfig":{},"name":"a"}],"kind":"X"}\
                    """)))
        .isTrue();
  }

  private static Value webhooks(String url, String bundle) {
    Protobuf client = new Protobuf().text(2, bundle).text(3, url);
    return new Protobuf()
        .message(1, meta())
        .message(2, new Protobuf().text(1, "hook").message(2, client))
        .stored("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration");
  }

  @Test
  void theStatusOfACustomResourceIsNotItsContent() {
    Value before =
        Value.of(
            """
            {"kind":"Widget","metadata":{"name":"w","generation":1},"spec":{"n":1},"status":{"x":1}}\
            """);
    assertThat(
            same(
                before,
                Value.of(
                    """
                    {"kind":"Widget","metadata":{"name":"w","generation":2},"spec":{"n":1}}\
                    """)))
        .isTrue();
    assertThat(
            same(
                before,
                Value.of(
                    """
                    {"kind":"Widget","metadata":{"name":"w","generation":1},"spec":{"n":2}}\
                    """)))
        .isFalse();
  }

  @Test
  void whatCannotBeReadIsNeverTheSame() {
    Value encrypted = Value.of("k8s:enc:aescbc:v1:key1:abc");
    assertThat(StatusFreeContent.isSame(encrypted, encrypted)).isFalse();
    assertThat(StatusFreeContent.isSame(Value.of("x"), Value.of("x"))).isFalse();
    assertThat(StatusFreeContent.isSame(Value.of("{"), Value.of("{"))).isFalse();
  }
}
