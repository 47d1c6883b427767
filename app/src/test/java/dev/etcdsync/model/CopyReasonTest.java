package dev.etcdsync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CopyReasonTest {
  @ParameterizedTest
  @EnumSource(names = {"IDENTITY", "PRIMARY_BEHIND", "MASS_DELETION", "ENCRYPTION", "OWNERSHIP"})
  void whatCanBeConfirmedIsAReason(Guard guard) {
    assertThat(CopyReason.confirmed(guard)).hasToString("confirmed-" + guard.label());
  }

  @Test
  void whatCannotBeConfirmedIsNone() {
    assertThatThrownBy(() -> CopyReason.confirmed(Guard.PROMOTED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("promoted");
  }

  @ParameterizedTest
  @EnumSource
  void eachSideHasItsOwn(Side side) {
    assertThat(CopyReason.compacted(side)).hasToString(side + "-compacted");
    assertThat(CopyReason.historyTooLarge(side)).hasToString(side + "-history-too-large");
  }
}
