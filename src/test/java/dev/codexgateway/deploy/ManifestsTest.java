package dev.codexgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.Gateway;
import dev.codexgateway.config.ConfigReader;

class ManifestsTest {
    private static final String NAME = "codex-gateway";
    private static final Map<String, String> LABEL = Map.of("app.kubernetes.io/name", NAME);
    private static final String EXAMPLE_SECRET = "secret.example.yaml";

    private static final long DRAIN_SECONDS = Gateway.DRAIN.toSeconds();

    private static final Map<String, String> SECRETS = Map.of(
            "OPENAI_API_KEY", "openai.api-key",
            "GATEWAY_API_KEY", "access.api-keys",
            "OAUTH_CLIENT_SECRET", "oauth.client-secret",
            "GATEWAY_OWNER_PASSWORD", "login.owner-password",
            "OIDC_CLIENT_SECRET", "oidc.client-secret",
            "DATABASE_URL", "database.url");

    private final Deployment deployment = Manifests.deployment();
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().getFirst();
    private final Dockerfile image = Dockerfile.read();

    static List<HasMetadata> manifests() {
        return List.of(Manifests.deployment(), Manifests.service(), Manifests.claim(), Manifests.exampleSecret());
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void aManifestHasOnlyFieldsThatKubernetesKnows(HasMetadata manifest) {
        assertThat(Manifests.unknownFields(manifest)).isEmpty();
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsFoundAtAnyDepth() {
        Deployment misspelt = Manifests.parse("""
                                              kind: Deployment
                                              spec:
                                                replica: 1
                                                template:
                                                  spec:
                                                    containers:
                                                      - name: gateway
                                                        livenessProbe:
                                                          httpGet: {paths: /health/live}
                                              """, Deployment.class);

        assertThat(Manifests.unknownFields(misspelt)).containsExactlyInAnyOrder(
                ".spec.replica", ".spec.template.spec.containers[].livenessProbe.httpGet.paths");
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void aManifestIsOfItsStatedKindAndCarriesTheNameAndTheLabel(HasMetadata manifest) {
        assertThat(manifest.getKind()).isEqualTo(manifest.getClass().getSimpleName());
        assertThat(manifest.getApiVersion()).isEqualTo(HasMetadata.getApiVersion(manifest.getClass()));
        assertThat(manifest.getMetadata().getName()).isEqualTo(NAME);
        assertThat(manifest.getMetadata().getLabels()).isEqualTo(LABEL);
    }

    @Test
    void theKustomizationNamesEveryFileButTheExampleSecret() throws Exception {
        Map<String, Object> kustomization = Manifests.kustomization();

        Set<String> named = new TreeSet<>(strings(kustomization.get("resources")));
        named.addAll(strings(generatedConfigMap().get("files")));
        named.add("kustomization.yaml");
        named.add(EXAMPLE_SECRET);

        assertThat(kustomization).containsOnlyKeys("apiVersion", "kind", "resources", "configMapGenerator", "labels");
        assertThat(named).isEqualTo(Manifests.names());
        assertThat(strings(kustomization.get("resources"))).doesNotContain(EXAMPLE_SECRET);
    }

    @Test
    void theSelectorsChooseThePod() {
        assertThat(deployment.getSpec().getSelector().getMatchLabels()).isEqualTo(LABEL);
        assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels()).isEqualTo(LABEL);
        assertThat(Manifests.service().getSpec().getSelector()).isEqualTo(LABEL);
    }

    @Test
    void oneReplicaOwnsTheEmbeddedDatabaseAndEndsBeforeTheNextStarts() {
        assertThat(deployment.getSpec().getReplicas()).isEqualTo(1);
        assertThat(deployment.getSpec().getStrategy().getType()).isEqualTo("Recreate");
        assertThat(Manifests.claim().getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
    }

    @Test
    void thePodRunsAsTheUserOfTheImageWhoIsNotRoot() {
        String user = pod.getSecurityContext().getRunAsUser() + ":" + pod.getSecurityContext().getRunAsGroup();

        assertThat(user).isEqualTo(image.only("USER"));
        assertThat(pod.getSecurityContext().getRunAsUser()).isGreaterThanOrEqualTo(10_000);
        assertThat(pod.getSecurityContext().getFsGroup()).isEqualTo(pod.getSecurityContext().getRunAsGroup());
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    }

    @Test
    void thePodMayDoNothingThatItDoesNotNeed() {
        var security = container.getSecurityContext();

        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).isEmpty();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    }

    @Test
    void theImageTheConfigurationAndTheContainerNameOnePort() {
        String port = container.getPorts().getFirst().getContainerPort().toString();

        assertThat(port).isEqualTo(image.only("EXPOSE"));
        assertThat(port).isEqualTo(image.environment().get("PORT"));
        assertThat(port).isEqualTo(configuration().get("server.port"));
    }

    @Test
    void theServiceAndTheScraperAreLedToTheContainersPort() {
        var port = container.getPorts().getFirst();
        var servicePort = Manifests.service().getSpec().getPorts().getFirst();
        Map<String, String> annotations = deployment.getSpec().getTemplate().getMetadata().getAnnotations();

        assertThat(servicePort.getPort()).isEqualTo(80);
        assertThat(servicePort.getTargetPort().getStrVal()).isEqualTo(port.getName());
        assertThat(annotations).isEqualTo(Map.of("prometheus.io/scrape", "true",
                "prometheus.io/port", port.getContainerPort().toString(), "prometheus.io/path", "/metrics"));
    }

    @Test
    void eachProbeAsksItsOwnHealthPath() {
        assertThat(asked(container.getStartupProbe())).isEqualTo("http/health/started");
        assertThat(asked(container.getLivenessProbe())).isEqualTo("http/health/live");
        assertThat(asked(container.getReadinessProbe())).isEqualTo("http/health/ready");
        assertThat(container.getPorts().getFirst().getName()).isEqualTo("http");
    }

    @Test
    void theConfigurationIsMountedWhereTheGatewayLooksForIt() {
        var mount = container.getVolumeMounts().stream().filter(each -> each.getName().equals("config"))
                .findFirst().orElseThrow();

        assertThat(volume("config").getConfigMap().getName()).isEqualTo(generatedConfigMap().get("name"));
        assertThat(strings(generatedConfigMap().get("files")))
                .allSatisfy(file -> assertThat(mount.getMountPath() + "/" + file)
                        .isEqualTo(variable("CODEX_GATEWAY_CONFIG").getValue()));
        assertThat(mount.getSubPath()).isNull();
    }

    @Test
    void theDataFolderIsTheClaimedVolume() {
        var mount = container.getVolumeMounts().stream().filter(each -> each.getName().equals("data"))
                .findFirst().orElseThrow();

        assertThat(volume("data").getPersistentVolumeClaim().getClaimName())
                .isEqualTo(Manifests.claim().getMetadata().getName());
        assertThat(mount.getMountPath()).isEqualTo(image.only("VOLUME"))
                .isEqualTo(image.environment().get("DATA_DIR"))
                .isEqualTo(configuration().get("data-dir"));
        assertThat(mount.getReadOnly()).isNull();
    }

    @Test
    void everyVolumeIsMountedAndEveryMountHasItsVolume() {
        assertThat(container.getVolumeMounts()).extracting("name").containsExactlyInAnyOrderElementsOf(
                pod.getVolumes().stream().map(Volume::getName).toList());
    }

    @Test
    void theGracePeriodHoldsThePauseAndTheDrain() {
        long pause = container.getLifecycle().getPreStop().getSleep().getSeconds();

        assertThat(pause).isPositive();
        assertThat(pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(pause + DRAIN_SECONDS + 10);
    }

    @Test
    void everySecretIsOptionalAndStandsInTheExample() {
        List<EnvVar> secrets = container.getEnv().stream().filter(each -> each.getValueFrom() != null).toList();

        assertThat(secrets).extracting(EnvVar::getName).containsExactlyInAnyOrderElementsOf(SECRETS.keySet());
        assertThat(secrets).allSatisfy(secret -> {
            var reference = secret.getValueFrom().getSecretKeyRef();
            assertThat(reference.getOptional()).isTrue();
            assertThat(reference.getKey()).isEqualTo(secret.getName());
            assertThat(reference.getName()).isEqualTo(Manifests.exampleSecret().getMetadata().getName());
        });
        assertThat(Manifests.exampleSecret().getStringData()).containsOnlyKeys(SECRETS.keySet());
    }

    @Test
    void theExampleSecretHoldsNoValueThatSomebodyCouldForgetToChange() {
        assertThat(Manifests.exampleSecret().getStringData().values()).containsOnly("");
    }

    @Test
    void theVariablesAreThoseThatTheGatewayReads() {
        SECRETS.forEach((variable, key) -> assertThat(ConfigReader.nameOf(key)).startsWith(variable + " "));
        assertThat(ConfigReader.nameOf("server.port")).startsWith("PORT ");
        assertThat(ConfigReader.nameOf("data-dir")).startsWith("DATA_DIR ");
    }

    @Test
    void theConfigurationSetsOnlyKeysThatExist() {
        Path all = Path.of("app.yaml");
        assumeTrue(Files.exists(all), "app.yaml, which lists every key, is not there");

        assertThat(Manifests.keys(all)).containsKeys(configuration().keySet().toArray(String[]::new));
    }

    @Test
    void theConfigurationHoldsNoSecret() {
        assertThat(configuration()).containsOnlyKeys("server.port", "data-dir", "log.format");
    }

    @Test
    void theImageAndTheLabelsCarryTheProjectsVersion() throws Exception {
        Map<?, ?> labels = (Map<?, ?>) ((List<?>) Manifests.kustomization().get("labels")).getFirst();

        assertThat(container.getImage()).isEqualTo(NAME + ":" + Project.version());
        assertThat(labels.get("pairs")).isEqualTo(Map.of("app.kubernetes.io/name", NAME,
                "app.kubernetes.io/version", Project.version()));
        assertThat(labels.get("includeSelectors")).isNull();
    }

    private static String asked(Probe probe) {
        return probe.getHttpGet().getPort().getStrVal() + probe.getHttpGet().getPath();
    }

    private Volume volume(String name) {
        return pod.getVolumes().stream().filter(each -> each.getName().equals(name)).findFirst().orElseThrow();
    }

    private EnvVar variable(String name) {
        return container.getEnv().stream().filter(each -> each.getName().equals(name)).findFirst().orElseThrow();
    }

    private static Map<String, String> configuration() {
        return Manifests.keys(Manifests.FOLDER.resolve("app.yaml"));
    }

    private static Map<?, ?> generatedConfigMap() {
        return (Map<?, ?>) ((List<?>) Manifests.kustomization().get("configMapGenerator")).getFirst();
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }
}
