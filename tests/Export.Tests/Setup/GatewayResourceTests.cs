using Microsoft.Extensions.Configuration;
using TracedLlm.Export.Setup;
using TracedLlm.Settings;

namespace TracedLlm.Export.Tests.Setup;

[Collection(ProcessWide.Name)]
public sealed class GatewayResourceTests
{
    private const string Variable = "OTEL_RESOURCE_ATTRIBUTES";

    [Theory]
    [InlineData("team=a%20b,zone=eu", "team=a b, zone=eu", 0)]
    [InlineData("team=a,broken", "", 1)]
    public void Of_a_malformed_list_in_the_environment_nothing_is_kept(string list, string expected, int warnings)
    {
        var before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, list);
        try
        {
            var given = new SettingWarnings();

            var resource = GatewayResource.CreateBuilder(new ConfigurationBuilder().AddEnvironmentVariables().Build(), "gateway", given).Build();

            Assert.Equal(expected, string.Join(", ", resource.Attributes.Where(pair => pair.Key is "team" or "zone").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
            Assert.Equal(warnings, given.Texts.Count);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, before);
        }
    }

    [Fact]
    public void Every_resource_has_the_random_id_of_the_process_unless_a_setting_states_another()
    {
        var ids = new[] { "", "", "service.instance.id=replica-2" }.Select(static list => (string)GatewayResource
            .CreateBuilder(new ConfigurationBuilder().AddInMemoryCollection([new(Variable, list)]).Build(), "gateway", new SettingWarnings()).Build()
            .Attributes.Single(static pair => pair.Key == "service.instance.id").Value).ToList();

        Assert.True(Guid.TryParse(ids[0], out _), ids[0]);
        Assert.Equal([ids[0], "replica-2"], ids[1..]);
    }
}
