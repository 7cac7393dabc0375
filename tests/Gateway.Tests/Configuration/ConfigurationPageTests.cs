using System.Text.RegularExpressions;
using TracedLlm.Samples.Gateway.Tests.Deploy;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary>docs/sample-configuration.md names what the gateway reads.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly string Page = File.ReadAllText(DeployedFile.PathOf("docs/sample-configuration.md"));

    [Fact]
    public void The_page_has_the_variables_and_the_address_of_each_provider()
    {
        var expected = Provider.ByPrefix.Values.Where(provider => provider.BaseVariables.Count + provider.KeyVariables.Count > 0)
            .Select(provider => $"{provider.Name}: {string.Join(", ", provider.BaseVariables)} | {string.Join(", ", provider.KeyVariables)} | {provider.DefaultBase}")
            .Distinct()
            .Order(StringComparer.Ordinal);

        var rows = Page.Split("| provider | variables with the address |")[1].Split("\n\n")[0].Split('\n').Skip(2);
        Assert.Equal(
            expected,
            rows.Select(row => row.Split('|', StringSplitOptions.TrimEntries))
                .Select(cells => $"{NamesIn(cells[1])[0]}: {string.Join(", ", NamesIn(cells[2]))} | {string.Join(", ", NamesIn(cells[3]))} | {NamesIn(cells[4]).FirstOrDefault()}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_has_the_headers_with_a_key_in_their_order() =>
        Assert.Contains(string.Join(", ", PresentedKeys.Headers.Select(header => $"`{header}`")), Page, StringComparison.Ordinal);

    [Fact]
    public void The_page_has_every_setting_of_a_deployment()
    {
        var error = Assert.Throws<ConfigurationException>(() =>
            ConfigurationReader.Read("model_list: [{ model_name: a, litellm_params: { model: bedrock/a, aws_region_name: us-east-1, unknown: x } }]", "config.yaml", _ => null));

        var section = Page.Split("| setting of `litellm_params` |")[1].Split("\n\n")[0];
        Assert.Empty(error.Message.Split("Settings: ")[1].Split(", ").Except(NamesIn(section)));
    }

    [Fact]
    public void The_page_has_every_callback() =>
        Assert.All(["otel", "otlp", "langfuse", "langfuse_otel", "langsmith", "arize", "arize_phoenix", "console"], name =>
        {
            Assert.True(CallbackNames.IsKnown(name));
            Assert.Contains(name, NamesIn(Page.Split("## Callbacks")[1]));
        });

    private static List<string> NamesIn(string text) => [.. Code().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
