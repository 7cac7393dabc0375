using TracedLlm.Testing.Backends;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Faults.Tests.Collectors;

/// <summary>What the tests with real Collectors change of the shipped files. These tests need no Collector.</summary>
public sealed class DeployedTextTests
{
    [Theory]
    [InlineData("balancer.yaml", 6)]
    [InlineData("sampler.yaml", 5)]
    [InlineData("metrics.yaml", 4)]
    public void Every_address_is_one_of_this_machine_and_nothing_else_changes(string file, int addresses)
    {
        var shipped = DeployedText.Read(file);

        var local = DeployedText.Listening(shipped, new LocalPorts());

        Assert.DoesNotContain("0.0.0.0", local, StringComparison.Ordinal);
        Assert.Equal(addresses, local.Split("127.0.0.1:").Length - 1);
        Assert.Equal(addresses, shipped.Split('\n').Zip(local.Split('\n')).Count(line => line.First != line.Second));
    }

    [Fact]
    public void The_balancer_gets_both_samplers_at_their_ports_for_each_form()
    {
        LocalPorts[] samplers = [new(), new()];

        var local = DeployedText.WithSamplers(DeployedText.Read("balancer.yaml"), samplers);

        Assert.DoesNotContain("dns:", local, StringComparison.Ordinal);
        foreach (var port in new[] { 5317, 5321, 5322, 5323 })
        {
            Assert.Contains($"hostnames: [\"{samplers[0].Address(port)}\", \"{samplers[1].Address(port)}\"]", local, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_old_Collector_gets_the_old_name_of_the_exporter_in_exporters_and_pipelines()
    {
        var shipped = DeployedText.Read("balancer.yaml");

        Assert.Equal(8, shipped.Split("load_balancing/").Length - 1);
        Assert.Equal(8, DeployedText.WithOldNames(shipped).Split("loadbalancing/").Length - 1);
    }

    [Fact]
    public void A_key_of_the_gateways_has_its_own_project_and_its_host_is_allowed()
    {
        var shipped = DeployedText.Read("gateway.yaml");

        var text = DeployedText.WithKeys(shipped, new Uri("http://127.0.0.1:3000/"), ("red", new LangfuseProject("pk-1", "sk-1")));

        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        var root = stream.Documents[0].RootNode;
        Assert.Equal("127.0.0.1:3000", root["litellm_settings"]["provider_url_destination_allowed_hosts"][0].ToString());
        Assert.Equal("sk-gateway-red", root["general_settings"]["keys"][0]["key"].ToString());
        Assert.Equal("http://127.0.0.1:3000", root["general_settings"]["keys"][0]["metadata"]["logging"][0]["callback_vars"]["langfuse_host"].ToString());
        Assert.Equal("os.environ/GATEWAY_MASTER_KEY", root["general_settings"]["master_key"].ToString());
    }

    [Fact]
    public void The_environment_of_a_service_is_that_of_compose_with_its_defaults()
    {
        var sampler = DeployedText.EnvironmentOf("sampler");

        Assert.Equal(("100", "60s", ""), (sampler["SAMPLING_PERCENTAGE"], sampler["SAMPLING_DECISION_WAIT"], sampler["PHOENIX_HEADERS"]));
        Assert.Equal("http://balancer:4318", DeployedText.EnvironmentOf("gateway")["OTEL_EXPORTER_OTLP_ENDPOINT"]);
    }
}
