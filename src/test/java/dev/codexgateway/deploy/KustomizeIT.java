package dev.codexgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Command;

/** What {@code kubectl apply -k k8s/} sends, as kubectl renders it without a cluster. */
class KustomizeIT {
    private List<HasMetadata> rendered;

    @BeforeEach
    void render() throws Exception {
        assumeTrue(Command.run(Duration.ofSeconds(20), "kubectl", "kustomize", "--help").succeeded(),
                "kubectl is not here");

        Command kustomize = Command.run(Duration.ofSeconds(60), "kubectl", "kustomize", "k8s/");

        assertThat(kustomize.succeeded()).as(kustomize.output()).isTrue();
        rendered = Arrays.stream(kustomize.output().split("(?m)^---$"))
                .map(yaml -> (HasMetadata) Manifests.parse(yaml, HasMetadata.class)).toList();
    }

    @Test
    void allButTheSecretIsAppliedAndKnownToKubernetes() {
        assertThat(rendered).extracting(HasMetadata::getKind)
                .containsExactlyInAnyOrder("ConfigMap", "Deployment", "PersistentVolumeClaim", "Service");
        assertThat(rendered).allSatisfy(each -> assertThat(Manifests.unknownFields(each)).isEmpty());
    }

    @Test
    void thePodMountsTheGeneratedConfigurationByItsFullName() {
        ConfigMap configMap = only(ConfigMap.class);
        var volumes = only(Deployment.class).getSpec().getTemplate().getSpec().getVolumes();

        assertThat(configMap.getData()).containsOnlyKeys("app.yaml");
        assertThat(volumes).anySatisfy(volume -> assertThat(volume.getConfigMap().getName())
                .isEqualTo(configMap.getMetadata().getName()).startsWith("codex-gateway-"));
    }

    private <T> T only(Class<T> type) {
        return rendered.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }
}
